//! Current statuses in memory, for lists that are asked again and again.
//!
//! By audience (brand, recipient type, channel) a table of whole pseudonyms and their statuses. It
//! is an exact cache: a record that is in it has this status now, one that is not may still exist.
//!
//! - Lists put in what they had to read, if nothing is there yet.
//! - The committer puts in every movement of an audience that has a table, after the tail shows it
//!   and before it is answered. So who makes a table and then reads either sees the movement or
//!   finds it put in when it comes with the older status, and leaves it.
//! - A table that cannot be kept current for want of room is dropped. A reader who began under it
//!   cannot put anything into its successor: each table has a number of its own.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::{BrandCode, Channel, ConsentKey, RecipientId, RecipientType, Status};

use crate::hash::Map;

/// How much memory all tables may take together, in bytes: 8 to 15 million records.
pub(crate) const MEMORY_BYTES_MAX: usize = 256 * 1024 * 1024;
/// How many parts a table has; each grows by itself, so that growing one takes a moment.
const PARTS: usize = 256;
/// Slots of an empty part.
const PART_SLOTS_MIN: usize = 16;
/// A slot: pseudonym and status plus one; 0 there is an empty slot.
type Slot = [u8; RecipientId::LEN + 1];

/// Whom a list is about.
pub(crate) type Audience = (BrandCode, RecipientType, Channel);

/// The audience that a record belongs to.
pub(crate) fn audience(key: &ConsentKey) -> Audience {
    (key.brand, key.recipient_type, key.channel)
}

/// Each record's status as it is now, by whole key.
pub(crate) struct Current(RwLock<Tables>);

/// The tables.
pub(crate) struct Tables {
    by_audience: Map<Audience, Table>,
    /// What all slots take, in bytes.
    bytes: usize,
    bytes_max: usize,
    /// Counts tables and uses, for numbers that do not repeat.
    next: u64,
}

/// The statuses of one audience.
pub(crate) struct Table {
    parts: Vec<Part>,
    number: u64,
    used_at: u64,
}

struct Part {
    /// The length is a power of two.
    slots: Vec<Slot>,
    used: usize,
}

impl Current {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self(RwLock::new(Tables {
            by_audience: Map::default(),
            bytes: 0,
            bytes_max,
            next: 0,
        }))
    }

    /// The tables, for many questions at once.
    pub(crate) fn tables(&self) -> RwLockReadGuard<'_, Tables> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tables, to put something in.
    pub(crate) fn tables_mut(&self) -> RwLockWriteGuard<'_, Tables> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in what has been recorded. The tail must show it already: then whoever makes a table
    /// after this sees it there.
    pub(crate) fn publish<'a>(&self, records: impl Iterator<Item = (&'a ConsentKey, Status)>) {
        if !self.tables().by_audience.is_empty() {
            self.tables_mut().set(records);
        }
    }

    /// Drops the tables that hold records that are gone. The engine must not show them any more:
    /// who opens a table after this reads what is there now.
    pub(crate) fn forget<'a>(&self, records: impl Iterator<Item = &'a ConsentKey>) {
        let mut tables = self.tables_mut();
        for key in records {
            tables.remove(audience(key));
        }
    }
}

impl Tables {
    /// The table of an audience, if it has one.
    pub(crate) fn get(&self, audience: Audience) -> Option<&Table> {
        self.by_audience.get(&audience)
    }

    /// The number of an audience's table, which is made if there is none. `None`: there is no room.
    pub(crate) fn open(&mut self, audience: Audience) -> Option<u64> {
        self.next += 1;
        let now = self.next;
        if let Some(table) = self.by_audience.get_mut(&audience) {
            table.used_at = now;
            return Some(table.number);
        }
        let bytes = PARTS * PART_SLOTS_MIN * size_of::<Slot>();
        if !self.make_room(bytes, audience) {
            return None;
        }
        self.bytes += bytes;
        let parts = (0..PARTS).map(|_| Part::new(PART_SLOTS_MIN)).collect();
        let table = Table {
            parts,
            number: now,
            used_at: now,
        };
        self.by_audience.insert(audience, table);
        Some(now)
    }

    /// Puts in what a reader of the table with this number has found, where nothing is. `false`:
    /// there is no such table any more, or no room in it.
    pub(crate) fn fill(
        &mut self,
        audience: Audience,
        number: u64,
        recipient: RecipientId,
        status: Status,
    ) -> bool {
        let table = self.by_audience.get_mut(&audience);
        let Some(table) = table.filter(|table| table.number == number) else {
            return false;
        };
        let part = &mut table.parts[part_of(&recipient)];
        if part.is_full() {
            return self.put(audience, recipient, status, false);
        }
        part.put(recipient, status, false);
        true
    }

    /// Puts in what is current from now on.
    fn set<'a>(&mut self, records: impl Iterator<Item = (&'a ConsentKey, Status)>) {
        for (key, status) in records {
            let audience = audience(key);
            if !self.put(audience, key.recipient, status, true) {
                self.remove(audience);
            }
        }
    }

    /// `false`: there is no room. Where there is no table there is nothing to do.
    fn put(
        &mut self,
        audience: Audience,
        recipient: RecipientId,
        status: Status,
        replace: bool,
    ) -> bool {
        let Some(table) = self.by_audience.get_mut(&audience) else {
            return true;
        };
        let part = &mut table.parts[part_of(&recipient)];
        if !part.is_full() {
            part.put(recipient, status, replace);
            return true;
        }
        let bytes = part.slots.len() * size_of::<Slot>();
        if !self.make_room(bytes, audience) {
            return false;
        }
        self.bytes += bytes;
        if let Some(table) = self.by_audience.get_mut(&audience) {
            let part = &mut table.parts[part_of(&recipient)];
            part.grow();
            part.put(recipient, status, replace);
        }
        true
    }

    /// Drops other audiences' tables, the one not asked for longest first, until there is room.
    fn make_room(&mut self, bytes: usize, keep: Audience) -> bool {
        while self.bytes + bytes > self.bytes_max {
            let others = self.by_audience.iter().filter(|(one, _)| **one != keep);
            let oldest = others.min_by_key(|(_, table)| table.used_at);
            let Some(oldest) = oldest.map(|(audience, _)| *audience) else {
                return false;
            };
            self.remove(oldest);
        }
        true
    }

    fn remove(&mut self, audience: Audience) {
        if let Some(table) = self.by_audience.remove(&audience) {
            let slots: usize = table.parts.iter().map(|part| part.slots.len()).sum();
            self.bytes -= slots * size_of::<Slot>();
        }
    }
}

impl Table {
    /// A recipient's status, if it is here.
    pub(crate) fn status(&self, recipient: &RecipientId) -> Option<Status> {
        let part = &self.parts[part_of(recipient)];
        let slot = &part.slots[part.place(recipient)];
        Status::from_byte(slot[RecipientId::LEN].checked_sub(1)?)
    }
}

/// Pseudonyms are hashes: any byte will do.
fn part_of(recipient: &RecipientId) -> usize {
    usize::from(recipient.0[0])
}

impl Part {
    fn new(slots: usize) -> Self {
        Self {
            slots: vec![[0; _]; slots],
            used: 0,
        }
    }

    /// Where the recipient is, or the empty slot where it belongs. There always is an empty one.
    fn place(&self, recipient: &RecipientId) -> usize {
        let mask = self.slots.len() - 1;
        let mut word = [0; 8];
        word.copy_from_slice(&recipient.0[8..]);
        let mut place = usize::try_from(u64::from_le_bytes(word) & mask as u64).unwrap_or_default();
        loop {
            let slot = &self.slots[place];
            if slot[RecipientId::LEN] == 0 || slot[..RecipientId::LEN] == recipient.0 {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    /// Whether it has to grow before anything is put in.
    fn is_full(&self) -> bool {
        (self.used + 1) * 4 > self.slots.len() * 3
    }

    fn put(&mut self, recipient: RecipientId, status: Status, replace: bool) {
        let place = self.place(&recipient);
        let slot = &mut self.slots[place];
        let empty = slot[RecipientId::LEN] == 0;
        if empty || replace {
            slot[..RecipientId::LEN].copy_from_slice(&recipient.0);
            slot[RecipientId::LEN] = status.to_byte() + 1;
        }
        self.used += usize::from(empty);
    }

    fn grow(&mut self) {
        let slots = vec![[0; _]; self.slots.len() * 2];
        for slot in std::mem::replace(&mut self.slots, slots) {
            if slot[RecipientId::LEN] != 0 {
                let mut recipient = RecipientId([0; RecipientId::LEN]);
                recipient.0.copy_from_slice(&slot[..RecipientId::LEN]);
                let place = self.place(&recipient);
                self.slots[place] = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use super::*;

    const BRAND: BrandCode = BrandCode(600_100);

    fn key(brand: BrandCode, number: u32) -> ConsentKey {
        let mut id = [0; RecipientId::LEN];
        // Spread as hashes are, but for the last bytes, so that some meet.
        let spread = number.wrapping_mul(0x9e37_79b9);
        id[..4].copy_from_slice(&spread.to_le_bytes());
        id[8..12].copy_from_slice(&(spread % 97).to_le_bytes());
        ConsentKey {
            recipient: RecipientId(id),
            brand,
            recipient_type: RecipientType::Individual,
            channel: Channel::Text,
        }
    }

    fn status(number: u32) -> Status {
        if number.is_multiple_of(3) {
            Status::Refusal
        } else {
            Status::Approval
        }
    }

    fn found(current: &Current, key: &ConsentKey) -> Option<Status> {
        let tables = current.tables();
        tables.get(audience(key))?.status(&key.recipient)
    }

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let current = Current::new(MEMORY_BYTES_MAX);
        let whom = audience(&key(BRAND, 0));
        let number = current.tables_mut().open(whom).unwrap();
        for one in 0..20_000 {
            let recipient = key(BRAND, one).recipient;
            assert!(
                current
                    .tables_mut()
                    .fill(whom, number, recipient, status(one))
            );
        }
        for one in 0..40_000 {
            let expected = (one < 20_000).then(|| status(one));
            assert_eq!(found(&current, &key(BRAND, one)), expected);
            assert_eq!(found(&current, &key(BrandCode(1), one)), None);
        }
    }

    #[test]
    fn a_late_reader_does_not_undo_what_was_recorded_meanwhile() {
        let current = Current::new(MEMORY_BYTES_MAX);
        let key = key(BRAND, 1);
        let number = current.tables_mut().open(audience(&key)).unwrap();
        current.publish([(&key, Status::Refusal)].into_iter());
        let recipient = key.recipient;
        assert!(
            current
                .tables_mut()
                .fill(audience(&key), number, recipient, Status::Approval)
        );
        assert_eq!(found(&current, &key), Some(Status::Refusal));
        current.publish([(&key, Status::Approval)].into_iter());
        assert_eq!(found(&current, &key), Some(Status::Approval));
    }

    #[test]
    fn what_cannot_be_kept_current_is_dropped_with_those_who_were_reading() {
        let empty = PARTS * PART_SLOTS_MIN * size_of::<Slot>();
        let current = Current::new(empty + empty / 2);
        let (one, other) = (key(BRAND, 1), key(BrandCode(1), 1));
        let number = current.tables_mut().open(audience(&one)).unwrap();
        let recipient = one.recipient;
        assert!(
            current
                .tables_mut()
                .fill(audience(&one), number, recipient, Status::Approval)
        );
        // There is room for one table only.
        current.tables_mut().open(audience(&other)).unwrap();
        assert_eq!(found(&current, &one), None);
        current.tables_mut().open(audience(&one)).unwrap();
        assert!(
            !current
                .tables_mut()
                .fill(audience(&one), number, recipient, Status::Approval)
        );
        assert_eq!(found(&current, &one), None);
        // So many that they do not fit: then none is kept, rather than an old one.
        let many: Vec<_> = (0..10_000).map(|one| key(BRAND, one)).collect();
        current.publish(many.iter().map(|key| (key, Status::Refusal)));
        assert!(current.tables().get(audience(&one)).is_none());
        assert_eq!(current.tables().bytes, 0);
    }
}
