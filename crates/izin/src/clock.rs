//! `izin clock`: this machine's clock as the registry sees it.

use domain::Timestamp;
use domain::outside::Clock as _;
use keys::SystemClock;
use ledger::TrustedTime;
use serde_json::json;

use crate::failure::Failure;
use crate::opened::Opened;
use crate::table::Answer;
use crate::timekeeping;

/// What to do about the clock.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Say what the clock shows, and whether the data folder knows of anything that speaks against it.
    Status,
    /// Say that the clock is right now, after a long time without movements or where the newest one is dated
    /// in the future.
    Trust,
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    let data = at.data()?;
    if matches!(action, Action::Trust) {
        let word = TrustedTime {
            at: SystemClock.now(),
            newest: data.ledger.newest_recorded_at(),
        };
        timekeeping::trust(&data.folder, word)?;
        timekeeping::begin(&data.guard, &data.folder, &data.ledger, &data.proofs)?;
        if data.is_served {
            // As after a start: an authority that answers otherwise is right.
            data.ask_the_time().await;
        }
    }
    let wire = |time: Option<Timestamp>| time.map(Timestamp::to_wire);
    let stamp = timekeeping::newest_stamp(&data.proofs)?;
    let trusted = timekeeping::read(&data.folder)?;
    let standing = data.registry.clock_standing();
    Ok(Answer::One(json!({
        "clock": SystemClock.now().to_wire(),
        "newestMovement": wire(data.ledger.newest_recorded_at()),
        "newestStamp": wire(stamp),
        "trusted": wire(trusted.map(|trusted| trusted.at)),
        "standing": standing.as_word(),
        "approvalsWait": standing.holds_approvals(),
    })))
}
