//! `izin import`: hand a file of consents in for a brand, and tell what became of its rows.
//!
//! It is an upload like those of the console: the file goes to whoever has the data folder open, is kept there sealed, and
//! its rows are recorded by the same use case. So it goes on where it was, whichever of the two ends in the middle.

mod choice;
mod progress;
mod reading;
mod run;
mod side_file;
mod source;
pub mod standing;
pub mod step;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;

use crate::failure::{Exit, Failure};
use crate::keeper::Keeper;
use crate::parties::Where;
use crate::table::Answer;
use crate::{logging, output};

use choice::{ColumnWord, FieldWord};

/// What to import.
#[derive(clap::Args)]
pub struct Args {
    /// The file: CSV (`;`, `,`, tabs or `|`; UTF-8, UTF-16 or windows-1254) or XLSX.
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The brand's number.
    #[arg(long)]
    brand: u32,
    /// What a column holds that is not recognised: `type`, `source`, `recipient`, `status`, `consentDate`, `recipientType`,
    /// `retailerCode`, `retailerAccess` or `none`.
    #[arg(long = "column", value_name = "NAME=FIELD")]
    columns: Vec<ColumnWord>,
    /// What a field is in each row that does not say, for instance `source=HS_WEB`.
    #[arg(long = "set", value_name = "FIELD=WORD")]
    set: Vec<FieldWord>,
    /// Say what would become of the rows, and record nothing.
    #[arg(long, conflicts_with = "again")]
    dry_run: bool,
    /// Where refused rows go; FILE.rejects.csv when not given.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Look at every row once more though the file was imported before; what is recorded stays.
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    place: Where,
}

/// With what a command ends that somebody has interrupted, as shells have it.
const INTERRUPTED: u8 = 130;
/// What is said then.
const STOPPED: &str = "izin: stopped; what was recorded stays, and a running server goes on with a file it has whole; run it again to go on, or to be told";

/// Comes when somebody interrupts the command.
async fn interrupted() {
    // Who cannot be told of it is interrupted as any other program.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Imports; the exit code says whether rows were refused.
pub async fn run(args: Args) -> Result<ExitCode, Failure> {
    logging::start(logging::Format::Text, logging::Level::Warn);
    let rejects = args.rejects.clone().unwrap_or_else(|| {
        let mut name = args.file.clone().into_os_string();
        name.push(".rejects.csv");
        PathBuf::from(name)
    });
    let keeper = Keeper::of(&args.place, false).await?;
    let done = tokio::select! {
        done = run::import(&keeper, &args, &rejects) => done,
        () = interrupted() => {
            output::note(STOPPED);
            keeper.close().await?;
            return Ok(INTERRUPTED.into());
        }
    };
    // Before the folder is closed, so that nothing which goes wrong there hides what was done.
    let told = done.and_then(|done| {
        Answer::One(done.answer).print(args.place.json)?;
        done.unwritten.map_or(Ok(done.refused), Err)
    });
    let closed = keeper.close().await;
    let refused = told?;
    closed?;
    if refused == 0 {
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(Exit::LinesRefused.into())
    }
}
