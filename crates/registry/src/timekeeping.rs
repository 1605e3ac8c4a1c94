//! Whether the clock is right enough to record approvals by it.
//!
//! A movement carries its time for ever, and a receipt whose time is later than its stamp can never be
//! verified. So approvals wait while the clock is not believed; refusals never do, and are dated by the best
//! that is known (`ledger::clock`).

use std::time::Duration;

use domain::outside::ClockStanding;
use domain::{ErrorCode, Violation};

use crate::{Error, Registry, Result};

/// When an approval that has to wait for the clock may be tried again.
pub const CLOCK_RETRY: Duration = Duration::from_mins(1);

impl Registry {
    /// How this machine's clock stands against the ledger and what time-stamp authorities have said.
    pub fn clock_standing(&self) -> ClockStanding {
        let newest = self.ledger().newest_recorded_at();
        self.clock().standing(newest)
    }

    /// Refuses what an approval is, while the clock is not believed.
    pub fn require_right_clock(&self) -> Result<()> {
        if self.clock_standing().holds_approvals() {
            Err(Error::Later(CLOCK_RETRY))
        } else {
            Ok(())
        }
    }

    /// The same for the approvals of a batch that is taken for the sake of its refusals.
    pub(crate) fn clock_obstacle(&self) -> Option<Violation> {
        let holds = self.clock_standing().holds_approvals();
        holds.then(|| ErrorCode::H123.violation())
    }
}
