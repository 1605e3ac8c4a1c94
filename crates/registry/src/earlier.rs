//! What earlier runs had decided about the entries of a file.
//!
//! What they recorded stands in the record's history. What they refused has left nothing, and may look
//! different now: a refusal for an unknown record, say, whose approval stood in a later entry. So an
//! entry that is not in its record's history though a later entry of the file is, was refused; where a
//! run that was cut off is completed, it is judged again by the history as it was then.

use domain::calendar::Calendar;
use domain::draft::ConsentRequest;
use domain::rules::{Context, apply, decide};
use domain::{BrandCode, ConsentKey, ErrorCode, ItemId, Policy, Timestamp, Violation};
use ledger::{Ledger, LedgerError};

/// What decisions were made with.
pub(crate) struct Then<'a> {
    /// The log.
    pub(crate) ledger: &'a Ledger,
    /// The brand of the file.
    pub(crate) brand: BrandCode,
    /// Its switches.
    pub(crate) policy: &'a Policy,
    /// The business days.
    pub(crate) calendar: &'a Calendar,
    /// The current instant.
    pub(crate) now: Timestamp,
}

/// What became of an entry in an earlier run, as far as that is certain.
#[derive(Debug)]
pub(crate) enum Earlier {
    /// It was recorded.
    Recorded,
    /// It was refused.
    Refused(Vec<Violation>),
    /// Nothing is known.
    Unknown,
}

impl Then<'_> {
    /// What became of the entry in an earlier run.
    pub(crate) fn outcome(
        &self,
        item: ItemId,
        request: &ConsentRequest,
    ) -> Result<Earlier, LedgerError> {
        let key = ConsentKey {
            recipient: self.ledger.recipient_id(&request.address),
            brand: self.brand,
            recipient_type: request.recipient_type,
            channel: request.channel,
        };
        let mut history = self.ledger.history(&key)?;
        history.reverse();
        let recorded = history
            .iter()
            .any(|recorded| recorded.movement.item == item);
        if recorded {
            return Ok(Earlier::Recorded);
        }
        let later = history.iter().position(|recorded| {
            recorded.movement.item.request == item.request
                && recorded.movement.item.index > item.index
        });
        let Some(later) = later else {
            return Ok(Earlier::Unknown);
        };
        let state = history[..later].iter().fold(None, apply);
        let context = Context {
            now: self.now,
            calendar: self.calendar,
            policy: self.policy,
            used: 0,
        };
        // What only the number of records then can have spoken against is a matter of the quota.
        let quota = || vec![ErrorCode::H525.violation()];
        Ok(Earlier::Refused(
            decide(state.as_ref(), request, &context)
                .err()
                .unwrap_or_else(quota),
        ))
    }
}
