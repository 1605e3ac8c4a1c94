//! `izin verify`: what a receipt, a state proof, a verified consent, a daily file, a list's receipt or a whole log proves,
//! said in plain words, without a network and without trust in whoever handed it over.

mod folder;
mod input;
mod report;
mod sentences;
mod standing;
mod trust;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use domain::Language;
use receipt::Decision;
use words::Words;

use crate::failure::{Exit, Failure};
use crate::one_of::one_of;
use input::Input;
use report::Report;

/// What to verify, and whom to believe.
#[derive(clap::Args)]
pub struct Args {
    /// Receipts and state proofs, and the records of verified consents with their receipts; or a daily file and its .tsr (FILE.tsr when not given); or a list's receipt with the
    /// list and its answer.
    #[arg(value_hint = ValueHint::FilePath, required_unless_present = "folder")]
    files: Vec<PathBuf>,
    /// Recompute the public log in this data folder, or in a copy of its `log` and `stamps`.
    #[arg(long = "data", value_name = "DIR", conflicts_with = "files")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    trust: trust::Believed,
    /// The language to answer in.
    #[arg(long, default_value = "en", value_parser = one_of(&LANGUAGES))]
    lang: Language,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

const LANGUAGES: [(&str, Language, &str); 2] = [
    ("tr", Language::Turkish, "Turkish"),
    ("en", Language::English, "English"),
];

/// Verifies; the exit code says what it came to.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let trust = args.trust.read()?;
    let words = Words::of(args.lang);
    let report = match &args.folder {
        Some(folder) => {
            trust::require_log_key(&trust)?;
            folder::verify(folder, &trust, words)?
        }
        None => files(&args.files, (&trust, &args.trust), words)?,
    };
    report.print(args.json, words)?;
    Ok(match report.decision {
        Decision::Proven | Decision::ProvenButDevelopment => ExitCode::SUCCESS,
        Decision::Incomplete => Exit::Unproven.into(),
        Decision::Failed => Exit::Refuted.into(),
    })
}

fn files(
    files: &[PathBuf],
    (trust, believed): (&receipt::Trust, &trust::Believed),
    words: Words,
) -> Result<Report, Failure> {
    let input = input::read(files)?;
    let verdict = match &input {
        Input::Day(day) => receipt::verify_day(day, trust),
        Input::List { receipt, files } => {
            trust::require_log_key(trust)?;
            let check_keys = believed.check_keys()?;
            receipt::verify_list(receipt, files, &check_keys, trust)
        }
        Input::Documents {
            receipts,
            states,
            consents,
        } => {
            trust::require_log_key(trust)?;
            receipt::verify_all(receipts, states, consents, trust)
        }
    };
    Ok(Report::of(&verdict, words))
}
