//! `izin retention`: erases what is over now, as a running registry does each night (rule 60).

use domain::Address;
use registry::retention::Report;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::Where;
use crate::{messages, table};

/// How it is done.
#[derive(clap::Args)]
pub struct Args {
    /// Say what would be erased, and change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Where,
}

/// Runs the command.
pub async fn run(args: Args) -> Result<(), Failure> {
    let data = args.place.open().await?;
    let mut messages = 0;
    let report = if args.dry_run {
        data.registry.would_retain().await?
    } else {
        messages = data.registry.forget_messages().await?;
        let folder = messages::sent(&args.place.folder()?);
        let forget = move |before, is_held: &dyn Fn(&Address) -> bool| match folder {
            Some(folder) => folder.forget(before, is_held),
            None => Ok(0),
        };
        messages += data.registry.forget_sent(forget).await?;
        data.registry.purge_sign_ins().await?;
        data.registry.purge_texts().await?;
        data.registry.purge_drafts().await?;
        data.registry.retain().await?
    };
    data.close().await?;
    let mut answer = answer(&report, args.dry_run);
    if !args.dry_run {
        answer["messages"] = json!(messages);
    }
    table::print_one(args.place.json, &answer);
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
    let parties = &report.parties;
    answer["complaints"] = json!(parties.complaints);
    answer["looks"] = json!(parties.looks);
    answer["accounts"] = json!(parties.accounts);
    answer["closedLines"] = json!(parties.closed_lines);
    answer["noticePolicies"] = json!(parties.notice_policies);
    answer["holds"] = json!(parties.holds);
    answer["imports"] = json!(parties.imports);
    answer
}
