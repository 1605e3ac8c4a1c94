//! Having the days' digests stamped by a time stamp authority (contract 10).

use directory::brand_day::{DIGEST_BYTES, DayProgress, STAMP_BYTES_MAX};
use futures::future::BoxFuture;

use super::closer::retry_at;
use crate::{Contract, Result};

/// How many digests are stamped in one round.
const STAMPS_AT_ONCE: u32 = 64;

/// Gets time stamps. How, and from which authority, is its own business; this crate knows no HTTP.
pub trait DayStamper: Send + Sync {
    /// A time stamp over a file with this SHA-384: the authority's whole answer (an RFC 3161
    /// `TimeStampResp` in DER, the content of a `.tsr` file), granted and checked. It gives up
    /// after a bounded time; who asks tries again later.
    fn stamp<'a>(
        &'a self,
        digest: &'a [u8; DIGEST_BYTES],
    ) -> BoxFuture<'a, std::result::Result<Vec<u8>, StampFailure>>;
}

/// Why there is no time stamp; for the log.
#[derive(Debug, thiserror::Error)]
#[error("no time stamp: {0}")]
pub struct StampFailure(pub String);

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StampRound {
    /// How many digests were stamped.
    pub stamped: u64,
    /// Whether one was not; the round ends with it, so that an authority that is down is asked
    /// once.
    pub failed: bool,
}

impl Contract<'_> {
    /// Has digests stamped that have no time stamp, oldest first.
    pub async fn stamp_days_once(self, stamper: &dyn DayStamper) -> Result<StampRound> {
        let now = self.now();
        let due = self
            .directory()
            .unstamped_brand_days(now, STAMPS_AT_ONCE)
            .await?;
        let mut round = StampRound::default();
        for known in due {
            let DayProgress::Completed { digest, .. } = known.progress else {
                continue;
            };
            let (brand, day) = (known.brand, known.day);
            let stamp = stamper.stamp(&digest).await.and_then(checked);
            match stamp {
                Ok(stamp) => {
                    self.directory().keep_day_stamp(brand, day, stamp).await?;
                    round.stamped += 1;
                }
                Err(error) => {
                    tracing::warn!(%error, %brand, %day, failures = known.failures + 1,
                        "a day's digest has no time stamp yet");
                    let at = retry_at(self.now(), known.failures);
                    self.directory().fail_day_stamp(brand, day, at).await?;
                    round.failed = true;
                    break;
                }
            }
        }
        Ok(round)
    }
}

fn checked(stamp: Vec<u8>) -> std::result::Result<Vec<u8>, StampFailure> {
    if (1..=STAMP_BYTES_MAX).contains(&stamp.len()) {
        Ok(stamp)
    } else {
        let len = stamp.len();
        Err(StampFailure(format!("an answer of {len} bytes")))
    }
}
