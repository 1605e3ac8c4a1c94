//! The current standing of one record.

use crate::{RetailerCode, Seq, Source, Status, Timestamp};

/// What the last movements of one key have left behind. No state means: no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentState {
    /// The newest movement of the key, of any kind.
    pub head: Seq,
    /// The newest movement that set the status; its leaf hash is the record's `transactionId`.
    pub decided_by: Seq,
    /// Approval or refusal.
    pub status: Status,
    /// Where it was expressed.
    pub source: Option<Source>,
    /// When it was expressed.
    pub consent_date: Option<Timestamp>,
    /// When the registry recorded the movement `decided_by`.
    pub recorded_at: Timestamp,
    /// The retailer that took it.
    pub retailer: Option<RetailerCode>,
    /// The retailers that may use it, ascending, without repeats; includes `retailer` at first.
    pub retailer_access: Vec<RetailerCode>,
}
