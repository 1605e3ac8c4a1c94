//! Undoing what somebody has just done.

use std::time::Duration;

use domain::{ConsentKey, ConsentState, Origin, RequestId, Seq, Source, Status, Timestamp, rules};

use super::Subject;
use super::change::{ChangeError, Changed};
use super::submission::PlannedChange;
use crate::{People, Result};

/// For how long an action can be undone.
pub const UNDO_WINDOW: Duration = Duration::from_mins(15);

impl People<'_> {
    /// Restores what an action of the last [`UNDO_WINDOW`] has changed: what it refused is approved
    /// again, with the retailers that could use it, and what it approved is refused. Records that have
    /// changed since are left as they are. The undoing is an action itself.
    pub async fn undo(
        self,
        subject: &Subject,
        action: RequestId,
        source: Source,
    ) -> std::result::Result<Changed, ChangeError> {
        let made = i64::try_from(action.unix_millis()).map(Timestamp::from_millis);
        if made.is_ok_and(|made| self.now().since(made) > UNDO_WINDOW) {
            return Err(ChangeError::TooLate);
        }
        let subject = subject.clone();
        let words =
            self.blocking(move |registry| registry.people().undoing(&subject, action, source));
        let words = words.await?;
        if words.is_empty() {
            return Err(ChangeError::NothingToUndo);
        }
        Ok(self.submit(words, 0).await?)
    }

    /// What is to be said so that what the action has changed is as it was before. Reads the movement of
    /// every record that was changed lately.
    fn undoing(
        self,
        subject: &Subject,
        action: RequestId,
        source: Source,
    ) -> Result<Vec<PlannedChange>> {
        // An id that somebody made up may have any time in it; what the ledger says is right.
        let since = self.now() - UNDO_WINDOW;
        let mut words = Vec::new();
        for (record, held) in self.own_records_now(subject)? {
            let state = &held.state;
            let own_word = state.source.map(Source::origin) == Some(Origin::Recipient);
            if !own_word || state.recorded_at < since {
                continue;
            }
            let decided_by = self.ledger().movement(state.decided_by)?;
            if decided_by.is_none_or(|decided_by| decided_by.movement.item.request != action) {
                continue;
            }
            let Some(own) = subject.address(record.address) else {
                continue;
            };
            let before = self.state_before(&held.key, state.decided_by)?;
            let before = before.filter(|state| own.shows_record(state));
            let Some(status) = restored(state.status, before.as_ref()) else {
                continue;
            };
            let mut word = PlannedChange {
                record,
                key: held.key,
                address: held.address,
                before: Some(held.state.status),
                status,
                source,
                retailer: None,
                retailer_access: Vec::new(),
                current: None,
            };
            if let (Status::Approval, Some(before)) = (status, before) {
                word.retailer = before.retailer;
                word.retailer_access = before.retailer_access;
            }
            if held.state.head > held.state.decided_by {
                // The provider has changed since which retailers may use the record.
                word.retailer = None;
                word.retailer_access.clone_from(&held.state.retailer_access);
            }
            word.current = Some(held.state);
            words.push(word);
        }
        Ok(words)
    }

    /// A record's state as the movement before this one left it.
    fn state_before(self, key: &ConsentKey, seq: Seq) -> Result<Option<ConsentState>> {
        let mut movements = self.ledger().history(key)?;
        movements.retain(|recorded| recorded.seq < seq);
        let oldest_first = movements.iter().rev();
        Ok(oldest_first.fold(None, rules::apply))
    }
}

/// The status to go back to. `None`: the action has changed none. A refusal that was the first word
/// stands: nothing says that the opposite was ever meant.
fn restored(now: Status, before: Option<&ConsentState>) -> Option<Status> {
    match (before.map(|state| state.status), now) {
        (None, Status::Approval) => Some(Status::Refusal),
        (Some(before), now) if before != now => Some(before),
        (None | Some(_), _) => None,
    }
}
