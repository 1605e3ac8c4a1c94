//! What is handed to the sequencer, and what comes back.

use std::sync::Arc;

use domain::draft::{AccessRequest, ConsentRequest};
use domain::{BrandCode, ItemId, Policy, Seq, Timestamp, TransactionId, Violation};

/// One request for one brand.
#[derive(Clone, Debug)]
pub struct Command {
    /// The brand whose record it changes.
    pub brand: BrandCode,
    /// What is wanted.
    pub action: Action,
    /// When the request arrived: the `now` of its decision.
    pub received_at: Timestamp,
    /// Its identity; written into the movement.
    pub item: ItemId,
    /// The brand's switches.
    pub policy: Arc<Policy>,
    /// Whether an earlier attempt may already have been applied (work resumed after a crash). Then
    /// the record's history is searched for `item` first, and what is found is the answer.
    pub retried: bool,
}

/// See [`Command::action`].
#[derive(Clone, Debug)]
pub enum Action {
    /// Record an approval or a refusal.
    Consent(ConsentRequest),
    /// Change the retailers that may use a record.
    Access(AccessRequest),
}

/// What became of a command. When it is returned, everything it says is durable.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A movement was appended (now, or by an earlier attempt of the same item).
    Recorded(Acknowledgement),
    /// Nothing was appended: the record already says so ([`domain::rules::Decision::AlreadyRecorded`]).
    AlreadyRecorded {
        /// The movement that says so.
        receipt: Acknowledgement,
        /// The item that caused it.
        original: ItemId,
    },
    /// Nothing was appended and nothing needed to be (a change of access without effect).
    Unchanged,
    /// Refused; nothing was written.
    Refused(Vec<Violation>),
}

/// Where a movement went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Its position.
    pub seq: Seq,
    /// Its leaf hash.
    pub transaction: TransactionId,
    /// When it was recorded (`creationDate`).
    pub recorded_at: Timestamp,
}
