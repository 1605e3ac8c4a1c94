//! Forgetting messages that are over.

use std::time::Duration;

use domain::Timestamp;
use tokio::time::sleep;

use crate::{BackgroundRegistry, Registry, Result};

/// For how long a message is known again by its name, in milliseconds: seven days, which is longer than
/// operators go on delivering.
const KNOWN_MILLIS: i64 = 7 * 24 * 3_600_000;

/// For how long parts are kept, in milliseconds: a day. They are read and dropped after an hour; this is for
/// those that could not be.
const PARTS_KEPT_MILLIS: i64 = 24 * 3_600_000;

/// How often messages are forgotten.
const PURGE_INTERVAL: Duration = Duration::from_mins(15);

impl BackgroundRegistry {
    /// Runs [`Registry::purge_texts`] every quarter of an hour until `shutdown`. What fails is told the
    /// operator and tried again the next time.
    pub async fn run_text_purge(&self, shutdown: impl Future<Output = ()>) {
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                purged = self.purge_texts() => if let Err(error) = purged {
                    tracing::error!(%error, "text messages that are over could not be forgotten");
                },
                () = &mut shutdown => return,
            }
            tokio::select! {
                () = sleep(PURGE_INTERVAL) => {}
                () = &mut shutdown => return,
            }
        }
    }
}

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
