//! What an action has done, as the page after it says it.

use domain::Status;
use registry::people::recipient::{Changed, RecordChange};
use words::Words;

use crate::people::session::Visit;

/// How many receipts the page after an action lists; the rest are in the histories and downloads.
const RECEIPTS_SHOWN: usize = 100;

/// A done action in words.
pub struct Done {
    /// What was done.
    pub title: String,
    /// How many records said so already; empty: none did.
    pub unchanged: String,
    /// The action's name, to undo it; empty: there is nothing to undo.
    pub action: String,
    /// The first receipts.
    pub receipts: Vec<DoneReceipt>,
    /// How many receipts there are beyond those.
    pub more: usize,
}

/// One receipt of an action.
pub struct DoneReceipt {
    /// The record's name in URLs.
    pub record: String,
    /// What was changed, in words.
    pub text: String,
    /// The receipt's number.
    pub transaction: String,
}

impl Done {
    /// In words. `undone`: the action was the undoing of another, which is not undone in turn.
    pub fn new(visit: &Visit, changed: &Changed, undone: bool) -> Self {
        let words = visit.words;
        let count = changed.changes.len();
        let unchanged = match changed.unchanged {
            0 => String::new(),
            n => words.with("done-unchanged", &[("count", n.into())]),
        };
        let receipts = changed
            .changes
            .iter()
            .take(RECEIPTS_SHOWN)
            .map(|change| DoneReceipt::new(words, change))
            .collect();
        let action = if undone || count == 0 {
            String::new()
        } else {
            changed.action.to_wire()
        };
        Self {
            title: title(words, changed, undone),
            unchanged,
            action,
            receipts,
            more: count.saturating_sub(RECEIPTS_SHOWN),
        }
    }
}

fn title(words: Words, changed: &Changed, undone: bool) -> String {
    let count = changed.changes.len();
    let id = match changed.changes.first() {
        None => "done-nothing",
        Some(_) if undone => "done-undone",
        Some(first) if first.status == Status::Refusal => "done-refused",
        Some(_) => "done-approved",
    };
    words.with(id, &[("count", count.into())])
}

impl DoneReceipt {
    fn new(words: Words, change: &RecordChange) -> Self {
        let channel = words.channel(change.record.channel);
        let status = words.status(change.status);
        Self {
            record: change.record.to_string(),
            text: format!("{}, {channel}: {status}", change.brand),
            transaction: change.receipt.transaction.to_wire(),
        }
    }
}
