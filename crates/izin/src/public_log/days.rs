//! Time stamps for the digests of daily files, from the authorities that stamp the log.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use directory::brand_day::DIGEST_BYTES;
use registry::contract::reconciliation::{DayStamper, StampFailure};
use transparency::Stamper;
use tsp::Imprint;

/// Has daily files stamped.
pub struct DayDigests(pub Arc<Stamper>);

impl DayStamper for DayDigests {
    fn stamp<'a>(
        &'a self,
        digest: &'a [u8; DIGEST_BYTES],
    ) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, StampFailure>> + Send + 'a>> {
        Box::pin(async move {
            let answer = self.0.stamp(&Imprint::Sha384(*digest)).await;
            answer
                .map(|(token, _authority)| token.to_reply_der())
                .ok_or_else(|| StampFailure("no authority gave one".to_owned()))
        })
    }
}
