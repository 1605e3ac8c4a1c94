//! Holding the clock against the authorities' time, and stamps back that would contradict the movements
//! under them.

use std::time::Duration;

use domain::Timestamp;
use domain::outside::ClockStanding;
use tsp::Imprint;

use super::{Stamper, seconds};
use crate::error::LogError;

/// How long after one question for the time the next is asked while the clock is still not believed: each
/// answer may have to be paid for.
const ASK_INTERVAL: Duration = Duration::from_mins(5);
/// By how much a movement may be dated later than the time at which it is stamped. Less than
/// what a verification allows for.
const AHEAD_MAX: Duration = Duration::from_mins(3);

/// How the clock stood when it was looked at last.
#[derive(Default)]
pub(super) struct Watch {
    was_right: Option<bool>,
    asked: Option<Duration>,
}

impl Stamper {
    /// How the clock stands against the newest movement and what the authorities have said.
    pub fn clock_standing(&self) -> Result<ClockStanding, LogError> {
        let size = self.parts.leaves.end();
        let newest = match size.checked_sub(1) {
            Some(last) => self.parts.leaves.recorded_at(last)?,
            None => None,
        };
        Ok(self.parts.clock.standing(newest))
    }

    /// Asks the authorities for the time, whether there is something to stamp or not. Whether one of them has
    /// answered.
    pub async fn ask_the_time(&self) -> bool {
        if !(self.parts.authorities.iter()).any(|authority| !authority.is_development()) {
            return false;
        }
        let now = self.parts.clock.now();
        self.state().clock.asked = Some(self.parts.clock.steady());
        // Any digest will do; that of the newest checkpoint tells nobody anything new.
        let text = self.parts.log.published().checkpoint().text();
        let imprint = Imprint::Sha256(receipt::stamp::imprint(&text));
        self.ask(&imprint, now).await.is_some()
    }

    /// Asks for the time once when the clock is not believed any more, and then now and again.
    pub(super) async fn watch_the_clock(&self) {
        let standing = match self.clock_standing() {
            Ok(standing) => standing,
            Err(error) => {
                tracing::error!(%error, "the newest movement's time cannot be read");
                return;
            }
        };
        let right = matches!(standing, ClockStanding::Unchecked | ClockStanding::Right);
        let steady = self.parts.clock.steady();
        let asks = {
            let mut state = self.state();
            let watch = &mut state.clock;
            let was_right = watch.was_right.replace(right).unwrap_or(true);
            tell(was_right, right, standing, self.parts.clock.shown());
            if right {
                watch.asked = None;
            }
            let waited = watch.asked.map(|asked| steady.saturating_sub(asked));
            standing.wants_authority() && waited.is_none_or(|waited| waited >= ASK_INTERVAL)
        };
        if asks {
            self.ask_the_time().await;
        }
    }

    /// Whether the newest of so many movements is dated later than now: a stamp made now would be earlier
    /// than what it covers says of itself, and its receipts could never be verified.
    pub(super) fn is_dated_later(&self, size: u64, now: Timestamp) -> Result<bool, LogError> {
        let Some(last) = size.checked_sub(1) else {
            return Ok(false);
        };
        let recorded = self.parts.leaves.recorded_at(last)?;
        Ok(recorded.is_some_and(|recorded| recorded.since(now) > AHEAD_MAX))
    }

    pub(super) fn wait_for_its_time(&self) {
        let mut state = self.state();
        if !state.overdue {
            tracing::warn!(
                now = seconds(self.parts.clock.now()),
                "the newest movement is dated in the future, because the clock was ahead once: the \
                 time stamp waits until its time has come"
            );
        }
        state.overdue = true;
    }
}

/// Tells the operator once that the clock is not believed, and once that it is again.
fn tell(was_right: bool, right: bool, standing: ClockStanding, shown: Timestamp) {
    match (was_right, right) {
        (true, false) => tracing::warn!(
            standing = standing.as_word(), clock = %shown.to_wire(),
            approvals_wait = standing.holds_approvals(),
            "this machine's clock is not believed; see Clock in docs/operations.md"
        ),
        (false, true) => tracing::info!("this machine's clock is believed again"),
        _ => {}
    }
}
