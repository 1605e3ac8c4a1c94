//! `izin fines`: the fine table that is in force.

use std::path::PathBuf;

use domain::fines::{FineTable, RowCheck, Verdict};
use serde_json::{Value, json};

use crate::config::Config;
use crate::failure::{Exit, Failure};
use crate::table::Answer;

/// What to do with the fine table.
#[derive(clap::Subcommand)]
pub enum Action {
    /// List each row: between what and what a letter's fine lies, and where that was printed.
    Show(Args),
    /// Hold each row against that of the year before, raised by the revaluation rate.
    Check(Args),
}

/// Which table, and how it is told.
#[derive(clap::Args)]
pub struct Args {
    /// The configuration file, whose `fines.table` is read, too; without it only the built-in table.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// This year alone.
    #[arg(long)]
    year: Option<u16>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(action: &Action) -> Result<(), Failure> {
    let (Action::Show(args) | Action::Check(args)) = action;
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::default(),
    };
    let table = config.fines.table()?;
    if let Some(year) = args.year.filter(|year| table.year(*year).is_none()) {
        return Err(Failure::new(
            Exit::Config,
            format!("the fine table has no year {year}"),
            "add it to the file that `fines.table` names",
        ));
    }
    let checks: Vec<RowCheck<'_>> = table
        .check()
        .filter(|check| args.year.is_none_or(|year| year == check.year))
        .collect();
    match action {
        Action::Show(_) => {
            let columns = ["year", "letter", "least", "most", "computed", "source"];
            Answer::list(&columns, &checks, |check| shown(&table, check)).print(args.json)
        }
        Action::Check(_) => {
            let columns = ["year", "letter", "least", "most", "verdict", "expected"];
            Answer::list(&columns, &checks, checked).print(args.json)?;
            let differs = |check: &RowCheck<'_>| matches!(check.verdict, Verdict::Differs(_));
            if checks.iter().any(differs) {
                return Err(Failure::new(
                    Exit::Refuted,
                    "a row is not what the year before comes to",
                    "compare it with the Official Gazette; what is printed there holds",
                ));
            }
            Ok(())
        }
    }
}

fn shown(table: &FineTable, check: &RowCheck<'_>) -> Value {
    json!({
        "year": check.year,
        "letter": check.letter.as_word(),
        "least": check.row.least.to_string(),
        "most": check.row.most.to_string(),
        "computed": check.row.computed,
        "source": table.year(check.year).map(|year| &*year.source),
    })
}

fn checked(check: &RowCheck<'_>) -> Value {
    let (verdict, expected) = match &check.verdict {
        Verdict::Fits => ("fits", None),
        Verdict::Differs(row) => ("differs", Some(format!("{} to {}", row.least, row.most))),
        Verdict::NotChecked => ("not-checked", None),
    };
    json!({
        "year": check.year,
        "letter": check.letter.as_word(),
        "least": check.row.least.to_string(),
        "most": check.row.most.to_string(),
        "verdict": verdict,
        "expected": expected,
    })
}
