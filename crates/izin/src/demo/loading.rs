//! The generated consents on their way through the ledger.

use std::collections::HashMap;
use std::sync::Arc;

use domain::calendar::surely_in_time_since;
use domain::policy::Repetition;
use domain::{BrandCode, ItemId, Policy};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Action, Command, GROUP_COMMANDS_MAX, Outcome};

use super::generator::Generator;
use super::parties::PROVIDERS;
use super::plan::Plan;
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::shutdown::Shutdown;

/// Loads what the plan says; `false`: the end was asked for before it was done.
pub async fn run(
    data: &Data,
    plan: &Plan,
    quiet: bool,
    shutdown: &Shutdown,
) -> Result<bool, Failure> {
    let policies = policies(data).await?;
    let started = plan.started();
    let in_time_since = data
        .calendar
        .in_time_since(started)
        .unwrap_or_else(|_| surely_in_time_since(started));
    let mut consents = Generator::new(plan.seed, started, in_time_since).zip(0..plan.records);
    let bar = bar(plan.records, quiet);
    loop {
        if shutdown.is_requested() {
            bar.finish_and_clear();
            return Ok(false);
        }
        let commands: Vec<Command> = consents
            .by_ref()
            .take(GROUP_COMMANDS_MAX)
            .map(|(made, number)| Command {
                brand: made.brand,
                action: Action::Consent(made.request),
                // The generator's present: what it made in time stays in time at a later start.
                received_at: started,
                item: ItemId {
                    request: plan.request(),
                    index: u32::try_from(number).unwrap_or(u32::MAX),
                },
                policy: Arc::clone(&policies[&made.brand]),
                retried: plan.resumed,
            })
            .collect();
        if commands.is_empty() {
            bar.finish_and_clear();
            return Ok(true);
        }
        let count = commands.len();
        for outcome in data.ledger.submit(commands).await? {
            if let Outcome::Refused(violations) = outcome {
                // A generated consent that the rules refuse is a fault of the generator.
                return Err(Failure::new(
                    Exit::Internal,
                    format!("a generated consent was refused: {violations:?}"),
                    "please report this",
                ));
            }
        }
        bar.inc(u64::try_from(count).unwrap_or_default());
    }
}

async fn policies(data: &Data) -> Result<HashMap<BrandCode, Arc<Policy>>, Failure> {
    let mut policies = HashMap::new();
    for (code, _) in PROVIDERS.iter().flat_map(|provider| provider.brands) {
        let code = BrandCode(*code);
        let standing = data.registry.contract().standing(code).await?;
        let standing = crate::parties::found(standing, "brand", code.0)?;
        policies.insert(code, standing.policy(Repetition::AnswerFirst));
    }
    Ok(policies)
}

/// Shows itself on a terminal alone.
fn bar(records: u64, quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(records), target);
    let style = ProgressStyle::with_template(
        "recording consents {bar:40} {human_pos}/{human_len} ({per_sec})",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
