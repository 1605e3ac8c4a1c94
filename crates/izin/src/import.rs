//! `izin import`: record the consents in a CSV file, each once, however often it is interrupted.
//!
//! The file is read line by line. A group of lines goes to the ledger, then its refused lines to the
//! side file, then the number of lines done to the directory, each synced before the next. After a
//! crash the group in hand is submitted again under the same identity, and what the ledger has of it
//! already is recognised.

mod columns;
mod encoding;
mod file;
mod line;
mod rejects;
mod row;
mod run;
pub mod step;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;

use crate::failure::{Exit, Failure};
use crate::keeper::Keeper;
use crate::logging;
use crate::parties::Where;
use crate::table::Answer;

/// What to import.
#[derive(clap::Args)]
pub struct Args {
    /// The CSV file: `;`, `,`, tabs or `|`; UTF-8, UTF-16 or windows-1254; with column names in its
    /// first line.
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The brand's number.
    #[arg(long)]
    brand: u32,
    /// Where refused lines go; FILE.rejects.csv when not given.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Look at every line again though the file was imported before; what is recorded stays.
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    place: Where,
}

/// Imports; the exit code says whether lines were refused.
pub async fn run(args: Args) -> Result<ExitCode, Failure> {
    logging::start(logging::Format::Text, logging::Level::Warn);
    let rejects = args.rejects.clone().unwrap_or_else(|| {
        let mut name = args.file.clone().into_os_string();
        name.push(".rejects.csv");
        PathBuf::from(name)
    });
    let keeper = Keeper::of(&args.place, false).await?;
    let summary = run::import(&keeper, &args, &rejects).await;
    // Before the folder is closed, so that nothing which goes wrong there hides what was done.
    let told = summary.and_then(|summary| {
        Answer::One(summary.to_json(&rejects)).print(args.place.json)?;
        Ok(summary)
    });
    let closed = keeper.close().await;
    let summary = told?;
    closed?;
    if summary.refused == 0 {
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(Exit::LinesRefused.into())
    }
}
