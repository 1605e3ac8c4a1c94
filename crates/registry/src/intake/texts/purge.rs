//! Forgetting messages that are over.

use domain::Timestamp;

use crate::{Registry, Result};

/// For how long a message is known again by its name, in milliseconds: seven days, which is longer than
/// operators go on delivering.
const KNOWN_MILLIS: i64 = 7 * 24 * 3_600_000;

/// For how long parts are kept, in milliseconds: a day. They are read and dropped after an hour; this is for
/// those that could not be.
const PARTS_KEPT_MILLIS: i64 = 24 * 3_600_000;

impl Registry {
    /// Forgets messages that cannot be delivered again, parts that nobody has read in a day, and codes that
    /// are over; says how many rows went.
    pub async fn purge_texts(&self) -> Result<u64> {
        let now = self.now();
        let ago = |millis: i64| Timestamp::from_millis(now.as_millis() - millis);
        Ok(self
            .directory()
            .purge_received_texts(ago(KNOWN_MILLIS), ago(PARTS_KEPT_MILLIS), now)
            .await?)
    }
}
