//! How the public log stands, for everybody.

use std::sync::Arc;

use domain::Timestamp;
use domain::outside::ClockStanding;
use tlog::Hash;
use transparency::{Gap, LogError};

use crate::{Proof, Result};

/// How the public log stands.
#[derive(Clone, Debug)]
pub struct LogStatus {
    /// Its name.
    pub origin: String,
    /// What its checkpoints are verified with, as a signed note's verifier key.
    pub verifier: String,
    /// How many movements are published.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// How many of them a time stamp covers.
    pub stamped: Option<u64>,
    /// When the oldest movement without a time stamp was recorded.
    pub waiting_since: Option<Timestamp>,
    /// Whether it waits longer than the period allows (rule 58), a gap that is open, or for its own time to come.
    pub overdue: bool,
    /// How this machine's clock stands.
    pub clock: ClockStanding,
    /// The newest gaps, newest first, at most [`GAPS_MAX`](super::GAPS_MAX).
    pub gaps: Arc<[Gap]>,
    /// Who stamps, in order of preference.
    pub authorities: Vec<AuthorityStatus>,
    /// Who is asked to cosign.
    pub witnesses: Vec<WitnessStatus>,
    /// What this registry cosigns other logs' checkpoints with, if it is a witness.
    pub witness: Option<String>,
    /// Why nothing is published any more.
    pub stopped: Option<String>,
}

/// How it goes with a time-stamp authority. Why it failed is the operator's business: it may name
/// hosts of the operator's network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityStatus {
    /// What the configuration calls it.
    pub name: String,
    /// Whether its stamps prove nothing to anybody else.
    pub development: bool,
    /// How many times in a row it has failed.
    pub failures: u32,
}

/// How it goes with a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessStatus {
    /// Its key's name.
    pub name: String,
    /// How many times in a row it has failed.
    pub failures: u32,
}

impl Proof<'_> {
    /// How the public log stands.
    pub async fn log_status(self) -> Result<LogStatus> {
        self.blocking(|registry| {
            registry
                .proof()
                .read_log_status()
                .map_err(|error| registry.proof().unreadable(&error))
        })
        .await
    }

    fn read_log_status(self) -> std::result::Result<LogStatus, LogError> {
        let proofs = self.proofs();
        let gaps = proofs.gaps.get(&proofs.stamps)?;
        let status = proofs.stamper.status()?;
        let published = proofs.log.published();
        let checkpoint = published.checkpoint();
        let authorities = proofs.authorities.iter().zip(&status.authorities);
        let witnesses = status.witnesses.iter();
        Ok(LogStatus {
            origin: checkpoint.origin.to_string(),
            verifier: proofs.log.verifier().to_string(),
            size: checkpoint.size,
            root: checkpoint.root,
            stamped: status.stamped,
            waiting_since: status.waiting_since.map(Timestamp::from_seconds),
            overdue: status.overdue,
            clock: self.clock_standing(),
            gaps,
            authorities: authorities
                .map(|(authority, status)| AuthorityStatus {
                    name: authority.name.clone(),
                    development: authority.development,
                    failures: status.failures,
                })
                .collect(),
            witnesses: witnesses
                .map(|status| WitnessStatus {
                    name: status.name.clone(),
                    failures: status.failures,
                })
                .collect(),
            witness: proofs
                .witness
                .as_ref()
                .map(|witness| witness.verifier().to_string()),
            stopped: status.stopped,
        })
    }
}
