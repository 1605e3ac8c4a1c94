//! `izin clock`: this machine's clock as the registry sees it.

use domain::Timestamp;
use ledger::{Clock as _, SystemClock, TrustedTime};
use serde_json::json;

use crate::failure::Failure;
use crate::parties::Where;
use crate::{table, timekeeping};

/// What to do about the clock.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Say what the clock shows, and whether the data folder knows of anything that speaks against it.
    Status {
        #[command(flatten)]
        place: Where,
    },
    /// Say that the clock is right now, after a long time without movements or where the newest one is dated
    /// in the future.
    Trust {
        #[command(flatten)]
        place: Where,
    },
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    let (place, trusts) = match action {
        Action::Status { place } => (place, false),
        Action::Trust { place } => (place, true),
    };
    let folder = place.folder()?;
    if trusts {
        // While nobody else has the folder: a running registry would not hear it.
        let data = place.open().await?;
        let word = TrustedTime {
            at: SystemClock.now(),
            newest: data.ledger.newest_recorded_at(),
        };
        timekeeping::trust(&folder, word)?;
        data.close().await?;
    }
    let data = place.open().await?;
    let wire = |time: Option<Timestamp>| time.map(Timestamp::to_wire);
    let stamp = timekeeping::newest_stamp(&data.proofs)?;
    let trusted = timekeeping::read(&folder)?;
    let standing = data.registry.clock_standing();
    let answer = json!({
        "clock": SystemClock.now().to_wire(),
        "newestMovement": wire(data.ledger.newest_recorded_at()),
        "newestStamp": wire(stamp),
        "trusted": wire(trusted.map(|trusted| trusted.at)),
        "standing": standing.as_word(),
        "approvalsWait": standing.holds_approvals(),
    });
    data.close().await?;
    table::print_one(place.json, &answer);
    Ok(())
}
