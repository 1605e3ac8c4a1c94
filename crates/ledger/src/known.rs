//! What is known to be there, in memory: exact answers to "no" without asking the engine.
//!
//! - Of every record's key a 64-bit fingerprint. A fingerprint that is missing proves that there
//!   is no record; one that is there proves nothing, and the record is read.
//! - Of every recipient the whole pseudonym, so that an address is sealed exactly once.
//!
//! Both are split into parts that grow by themselves: growing one takes a moment, not a second.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use domain::{ConsentKey, RecipientId};

use crate::hash::{self, Set};

/// How many parts each table has.
const PARTS: usize = 256;
/// Slots of an empty part.
const PART_SLOTS_MIN: usize = 64;

/// Fingerprints of all records and recipients there are.
pub(crate) struct Known {
    keys: RwLock<Fingerprints>,
    recipients: RwLock<Vec<Set<RecipientId>>>,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self {
            keys: RwLock::new(Fingerprints::new()),
            recipients: RwLock::new((0..PARTS).map(|_| Set::default()).collect()),
        }
    }

    /// Whether there is a record of this key: `false` for certain, `true` perhaps.
    pub(crate) fn may_have(&self, key: &ConsentKey) -> bool {
        self.fingerprints().contains(hash::fingerprint(key))
    }

    /// The fingerprints, for many questions at once.
    pub(crate) fn fingerprints(&self) -> RwLockReadGuard<'_, Fingerprints> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the recipient's address is kept: exactly.
    pub(crate) fn has_recipient(&self, recipient: &RecipientId) -> bool {
        let parts = self
            .recipients
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        parts[usize::from(recipient.0[0])].contains(recipient)
    }

    /// Notes records' keys.
    pub(crate) fn add_keys<'a>(&self, keys: impl Iterator<Item = &'a ConsentKey>) {
        let mut table = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            table.insert(hash::fingerprint(key));
        }
    }

    /// Notes recipients.
    pub(crate) fn add_recipients(&self, recipients: impl Iterator<Item = RecipientId>) {
        let mut parts = self
            .recipients
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for recipient in recipients {
            parts[usize::from(recipient.0[0])].insert(recipient);
        }
    }

    /// Forgets recipients whose address is gone. Fingerprints of records that are gone stay: they
    /// never said more than "perhaps".
    pub(crate) fn remove_recipients<'a>(&self, recipients: impl Iterator<Item = &'a RecipientId>) {
        let mut parts = self
            .recipients
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for recipient in recipients {
            parts[usize::from(recipient.0[0])].remove(recipient);
        }
    }
}

/// A set of 64-bit fingerprints: open addressing, at most three quarters full.
pub(crate) struct Fingerprints {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    /// 0 is an empty slot. The length is a power of two.
    slots: Vec<u64>,
    used: usize,
}

impl Fingerprints {
    fn new() -> Self {
        Self {
            parts: vec![
                Part {
                    slots: vec![0; PART_SLOTS_MIN],
                    used: 0
                };
                PARTS
            ],
        }
    }

    /// Whether it is in the set.
    pub(crate) fn contains(&self, fingerprint: u64) -> bool {
        let part = &self.parts[usize::from(fingerprint.to_be_bytes()[0])];
        part.slots[part.place(fingerprint)] == fingerprint
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.used).sum()
    }

    fn insert(&mut self, fingerprint: u64) {
        let part = &mut self.parts[usize::from(fingerprint.to_be_bytes()[0])];
        let place = part.place(fingerprint);
        if part.slots[place] == fingerprint {
            return;
        }
        part.slots[place] = fingerprint;
        part.used += 1;
        if part.used * 4 > part.slots.len() * 3 {
            part.grow();
        }
    }
}

impl Part {
    /// Where the fingerprint is, or the empty slot where it belongs. There always is an empty one.
    fn place(&self, fingerprint: u64) -> usize {
        let mask = self.slots.len() - 1;
        // On a narrower machine the lower bits do; the top ones have chosen the part.
        let mut place = usize::try_from(fingerprint & mask as u64).unwrap_or_default();
        while self.slots[place] != 0 && self.slots[place] != fingerprint {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let slots = vec![0; self.slots.len() * 2];
        for fingerprint in std::mem::replace(&mut self.slots, slots) {
            if fingerprint != 0 {
                let place = self.place(fingerprint);
                self.slots[place] = fingerprint;
            }
        }
    }
}
