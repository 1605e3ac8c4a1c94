//! What a group has decided, as the next group and, once it is on disk, readers see it.

use domain::movement::Recorded;
use domain::{BrandCode, ConsentKey, ConsentState, RecipientId, Seq};

use crate::BrandCounts;
use crate::core::Core;
use crate::hash::{Map, Set};

/// What was decided, without what is to be written. It does not change any more, and the next group
/// is decided on top of it.
pub(crate) struct Decided {
    pub(crate) first: u64,
    pub(crate) movements: Vec<Pending>,
    /// The newest of `movements` for a key.
    pub(crate) by_key: Map<ConsentKey, usize>,
    pub(crate) recipients: Set<RecipientId>,
    pub(crate) counts: Map<BrandCode, BrandCounts>,
    /// When the last movement up to its end was recorded, in milliseconds.
    pub(crate) last_recorded_at: i64,
}

/// A movement that was decided, with the state it leaves behind.
pub(crate) struct Pending {
    pub(crate) recorded: Recorded,
    pub(crate) state: ConsentState,
    /// Whether its recipient's address is written with it.
    pub(crate) brings_address: bool,
}

impl Decided {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.movements.is_empty()
    }

    /// The position after its last movement.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.movements.len() as u64
    }

    /// A record's state, if a movement of it is here.
    pub(crate) fn state(&self, key: &ConsentKey) -> Option<&ConsentState> {
        let place = self.by_key.get(key)?;
        Some(&self.movements[*place].state)
    }

    /// The movement at a position, if it is here.
    pub(crate) fn pending(&self, seq: Seq) -> Option<&Recorded> {
        let place = usize::try_from(seq.0.checked_sub(self.first)?).ok()?;
        Some(&self.movements.get(place)?.recorded)
    }

    /// Lets readers see it. It must be on disk.
    pub(crate) fn publish(&self, core: &Core) {
        if self.is_empty() {
            return;
        }
        // First what could make a reader believe that there is nothing.
        core.known.add_recipients(self.recipients.iter().copied());
        core.known.add_keys(self.by_key.keys());
        core.counts_mut()
            .extend(self.counts.iter().map(|(brand, counts)| (*brand, *counts)));
        {
            let mut tail = core.tail_mut();
            for pending in &self.movements {
                let state = pending.state.clone();
                tail.active
                    .push(&pending.recorded, state, pending.brings_address);
            }
        }
        core.current.publish(self.by_key.iter().map(|(key, place)| {
            let state = &self.movements[*place].state;
            (key, state.status)
        }));
        core.set_end(self.end(), self.last_recorded_at);
    }
}
