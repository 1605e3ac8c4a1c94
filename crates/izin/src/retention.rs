//! `izin retention`: erases what is over now, as a running registry does each night (rule 60).

use domain::Address;
use registry::retention::RetentionReport;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::messages;
use crate::opened::Opened;
use crate::parties::Where;
use crate::table::Answer;

/// How it is done.
#[derive(clap::Args)]
pub struct Args {
    /// Say what would be erased, and change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    pub place: Where,
}

/// Runs the command.
pub async fn run(args: &Args, at: Opened<'_>) -> Result<Answer, Failure> {
    let data = at.data()?.background();
    let registry = &data.registry;
    if args.dry_run {
        return Ok(Answer::One(answer(
            &registry.operator().would_retain().await?,
            true,
        )));
    }
    let mut messages = registry.outbox().forget_messages().await?;
    let folder = messages::sent(&data.folder);
    let forget = move |before, is_held: &dyn Fn(&Address) -> bool| match folder {
        Some(folder) => folder.forget(before, is_held),
        None => Ok(0),
    };
    messages += registry.outbox().forget_sent(forget).await?;
    registry.people().purge_sign_ins().await?;
    registry.intake().purge_texts().await?;
    registry.cases().purge_drafts().await?;
    let mut answer = answer(&registry.operator().retain().await?, false);
    answer["messages"] = json!(messages);
    Ok(Answer::One(answer))
}

fn answer(report: &RetentionReport, dry_run: bool) -> Value {
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
