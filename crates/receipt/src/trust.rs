//! Whom the reader believes. Everything else in a receipt is the registry's own word.

use domain::Timestamp;
use tlog::VerifierKey;
use tsp::Oid;

/// What a verification starts from; obtained in other ways than from the receipt.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Public keys of logs; a receipt must be signed by one of them.
    pub log_keys: Vec<VerifierKey>,
    /// Public keys of witnesses.
    pub witnesses: Vec<VerifierKey>,
    /// How many of the witnesses must have cosigned; 0: as many as have.
    pub quorum: usize,
    /// Certificates that end a time-stamp authority's chain.
    pub authorities: tsp::Trust,
    /// The time-stamp policies that are good enough; empty: any.
    pub policies: Vec<Oid>,
    /// The reader's clock: whether certificates have ended since, and what is dated in the future.
    pub now: Timestamp,
}
