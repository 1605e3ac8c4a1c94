//! Forgetting messages that are over.

use std::time::Duration;

use crate::{Intake, Result};

/// For how long a message is known again by its name: seven days, which is longer than
/// operators go on delivering.
const KNOWN: Duration = Duration::from_hours(7 * 24);

/// For how long parts are kept: a day. They are read and dropped after an hour; this is for
/// those that could not be.
const PARTS_KEPT: Duration = Duration::from_hours(24);

impl Intake<'_> {
    /// Forgets messages that cannot be delivered again, parts that nobody has read in a day, and codes that
    /// are over; says how many rows went.
    pub async fn purge_texts(self) -> Result<u64> {
        let now = self.now();
        Ok(self
            .directory()
            .purge_received_texts(now - KNOWN, now - PARTS_KEPT, now)
            .await?)
    }
}
