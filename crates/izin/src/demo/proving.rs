//! The demo's movements in the public log, published and stamped before anybody is told that it is ready.

use domain::{BrandCode, Origin, Timestamp, TransactionId};
use registry::proof::public_log::StampPolicy;
use transparency::{LogError, OpenError};

use super::parties::PROVIDERS;
use crate::data::Data;
use crate::failure::Failure;

/// A time stamp whenever there is something new, looked for once a second: nobody who tries it should
/// wait a minute for a receipt with one.
pub const POLICY: StampPolicy = StampPolicy {
    interval: 0,
    ..registry::proof::public_log::DEFAULT_POLICY
};

/// What a receipt can be checked with, and one that can be taken.
pub struct Proof {
    /// The log's key.
    pub log_key: String,
    /// A movement of the first provider's first brand, if there is one.
    pub transaction: Option<TransactionId>,
}

/// Publishes all there is and has it stamped.
pub async fn run(data: &Data, now: Timestamp) -> Result<Proof, Failure> {
    let (log, ledger) = (data.proofs.log.clone(), data.ledger.clone());
    let publishing = tokio::task::spawn_blocking(move || {
        while log.publish(&ledger)? > 0 {}
        Ok(())
    });
    publishing
        .await
        .map_err(|error| Failure::internal(&error))?
        .map_err(failed)?;
    data.proofs.stamper.round().await.map_err(failed)?;
    let brand = BrandCode(PROVIDERS[0].code);
    let since = Timestamp::from_millis(0);
    let page = data
        .ledger
        .feed(brand, Origin::Provider, None, since, now, 1)?;
    Ok(Proof {
        log_key: data.proofs.log.verifier().to_string(),
        transaction: page.movements.first().map(|recorded| recorded.transaction),
    })
}

fn failed(error: LogError) -> Failure {
    OpenError::from(error).into()
}
