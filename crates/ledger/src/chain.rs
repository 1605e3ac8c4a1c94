//! A record's history: the chain of `prev` pointers through the log.

use std::time::Duration;

use domain::movement::Recorded;
use domain::{ConsentKey, ConsentState, ItemId, Seq, Timestamp, rules};

use crate::LedgerError;
use crate::log::Log;

/// How far a movement's time may lie before the arrival of the request that caused it: clocks
/// are set back now and then.
const CLOCK_SLACK: Duration = Duration::from_hours(24);

/// The movements of one record, newest first.
pub(crate) struct Chain<'a, L> {
    log: &'a L,
    key: ConsentKey,
    next: Option<Seq>,
}

impl<'a, L: Log> Chain<'a, L> {
    /// The chain that begins at `head`, a movement of this key.
    pub(crate) fn new(log: &'a L, key: ConsentKey, head: Option<Seq>) -> Self {
        Self {
            log,
            key,
            next: head,
        }
    }

    fn read(&self, seq: Seq) -> Result<Recorded, LedgerError> {
        let recorded = self.log.record(seq)?.recorded;
        let prev = recorded.movement.prev;
        if recorded.movement.key != self.key || prev.is_some_and(|prev| prev >= seq) {
            return Err(LedgerError::Damaged(format!(
                "the history at movement {}",
                seq.0
            )));
        }
        Ok(recorded)
    }
}

impl<L: Log> Iterator for Chain<'_, L> {
    type Item = Result<Recorded, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        let seq = self.next.take()?;
        let read = self.read(seq);
        if let Ok(recorded) = &read {
            self.next = recorded.movement.prev;
        }
        Some(read)
    }
}

/// The state after the newest of these movements (newest first).
pub(crate) fn fold(newest_first: &[Recorded]) -> Option<ConsentState> {
    newest_first.iter().rev().fold(None, rules::apply)
}

/// The state as it was at an instant.
pub(crate) fn state_at(
    chain: Chain<'_, impl Log>,
    instant: Timestamp,
) -> Result<Option<ConsentState>, LedgerError> {
    let movements: Vec<Recorded> = chain
        .skip_while(|read| {
            read.as_ref()
                .is_ok_and(|recorded| recorded.movement.recorded_at > instant)
        })
        .collect::<Result<_, _>>()?;
    Ok(fold(&movements))
}

/// The movement that an earlier attempt of this item left behind, if any. Only those that can be
/// of that attempt are looked at.
pub(crate) fn find_item(
    chain: Chain<'_, impl Log>,
    item: ItemId,
    received_at: Timestamp,
) -> Result<Option<Recorded>, LedgerError> {
    let oldest = received_at - CLOCK_SLACK;
    for read in chain {
        let recorded = read?;
        if recorded.movement.item == item {
            return Ok(Some(recorded));
        }
        if recorded.movement.recorded_at < oldest {
            break;
        }
    }
    Ok(None)
}
