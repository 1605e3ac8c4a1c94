//! `izin retention`: erases what is over now, as a running registry does each night (rule 60).

use registry::retention::Report;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::Where;
use crate::table;

/// How it is done.
#[derive(clap::Args)]
pub struct Args {
    /// Say what would be erased, and change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Where,
}

/// Does it.
pub async fn run(args: Args) -> Result<(), Failure> {
    let data = args.place.open().await?;
    let report = if args.dry_run {
        data.registry.would_retain().await?
    } else {
        data.registry.retain().await?
    };
    data.close().await?;
    table::print_one(args.place.json, &answer(&report, args.dry_run));
    Ok(())
}

fn answer(report: &Report, dry_run: bool) -> Value {
    let mut answer = json!({"over": report.over, "held": report.held});
    if !dry_run {
        answer["erasedRecords"] = json!(report.erased.records);
        answer["erasedMovements"] = json!(report.erased.movements);
        answer["erasedAddresses"] = json!(report.erased.addresses);
        answer["checkFiles"] = json!(report.check_files);
    }
    answer
}
