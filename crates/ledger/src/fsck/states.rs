//! The states, folded anew for a part of the recipients at a time, and with them histories,
//! addresses, openings and counts.

use std::ops::{Bound, Range};

use domain::canonical::{self, CommitmentKey};
use domain::{Address, BrandCode, ConsentKey, ConsentState, RecipientId, rules};

use super::check::{Check, Store, Teller};
use super::finding::{Fault, Finding, Table};
use crate::hash::Map;
use crate::record::Record;
use crate::{BrandCounts, LedgerError, bytes, row};

/// How many different first two bytes a pseudonym has: they are spread evenly, so parts of the
/// recipients are ranges of them.
const PREFIXES: u64 = 1 << 16;

/// What the log says about a part of the recipients.
#[derive(Default)]
struct Part {
    records: Map<ConsentKey, Folded>,
    recipients: Map<RecipientId, Recipient>,
}

/// A record as folded so far.
#[derive(Default)]
struct Folded {
    /// As the index should have it; `None`: its first movement is not indexed.
    indexed: Option<ConsentState>,
    now: Option<ConsentState>,
}

struct Recipient {
    /// Opened; `None`: it cannot be, which has been told.
    address: Option<Address>,
    /// The indexed movement that its address stands beside, by the log.
    stands_at: Option<u64>,
}

impl Check<'_> {
    /// Compares the states with the log, holding at most about so many records at once.
    pub(super) fn states(&mut self, records_at_once: u64) -> Result<(), LedgerError> {
        let kept = self.summary.movements - self.summary.erased;
        let parts = kept.div_ceil(records_at_once.max(1)).clamp(1, PREFIXES);
        let mut counts: Map<BrandCode, BrandCounts> = Map::default();
        for part in 0..parts {
            let prefixes = part * PREFIXES / parts..(part + 1) * PREFIXES / parts;
            let part = self.fold(&prefixes);
            self.summary.records += part.records.len() as u64;
            for (key, record) in &part.records {
                if let Some(state) = &record.indexed {
                    let counts = counts.entry(key.brand).or_default();
                    counts.change(None, state.status);
                }
            }
            self.compare_states(part, &prefixes);
        }
        self.compare_counts(counts)
    }

    fn fold(&mut self, prefixes: &Range<u64>) -> Part {
        let Self { store, teller, .. } = self;
        let mut part = Part::default();
        store.kept(|record| {
            let recipient = record.recorded.movement.key.recipient;
            let [high, low, ..] = recipient.0;
            if prefixes.contains(&u64::from(u16::from_be_bytes([high, low]))) {
                part.add(store, teller, &record);
            }
        });
        part
    }

    fn compare_states(&mut self, mut part: Part, prefixes: &Range<u64>) {
        let Self { store, teller, .. } = self;
        let prefix = |prefix: u64| u16::try_from(prefix).ok().map(u16::to_be_bytes);
        let begin = prefix(prefixes.start).map_or(Bound::Unbounded, Bound::Included);
        let end = prefix(prefixes.end).map_or(Bound::Unbounded, Bound::Excluded);
        for row in store.engine.state.range((begin, end)) {
            let (key, stored) = match row.into_inner() {
                Ok(row) => row,
                Err(error) => {
                    teller.tell(Finding::Unreadable {
                        table: Some(Table::States),
                        why: error.to_string(),
                    });
                    return;
                }
            };
            if let Some(recipient) = row::address_recipient(&key) {
                let expected = part.recipients.get_mut(&recipient);
                let expected = expected.and_then(|recipient| recipient.stands_at.take());
                compare_position(store, teller, recipient, &stored, expected);
            } else if let Some(key) = bytes::read_key(&key) {
                let expected = part.records.remove(&key);
                compare_state(store, teller, key, &stored, expected);
            } else {
                let (table, key) = (Table::States, key.to_vec());
                teller.tell(Finding::StrangeRow { table, key });
            }
        }
        let fault = Fault::Missing;
        for (key, record) in part.records {
            if record.indexed.is_some() {
                teller.tell(Finding::State { key, fault });
            }
        }
        for (recipient, expected) in part.recipients {
            if expected.stands_at.is_some() {
                teller.tell(Finding::AddressPosition { recipient, fault });
            }
        }
    }

    fn compare_counts(
        &mut self,
        mut expected: Map<BrandCode, BrandCounts>,
    ) -> Result<(), LedgerError> {
        let Self { store, teller, .. } = self;
        let mut compare = |brand, stored, expected| {
            if stored != expected {
                teller.tell(Finding::Counts {
                    brand,
                    stored,
                    expected,
                });
            }
        };
        for row in store.engine.counts() {
            let (brand, stored) = row?;
            compare(brand, stored, expected.remove(&brand).unwrap_or_default());
        }
        for (brand, expected) in expected {
            compare(brand, BrandCounts::default(), expected);
        }
        Ok(())
    }
}

impl Part {
    /// Continues a record by its next movement.
    fn add(&mut self, store: &Store, teller: &mut Teller<'_>, record: &Record) {
        let seq = record.recorded.seq.0;
        self.check_opening(store, teller, record);
        let movement = &record.recorded.movement;
        let folded = self.records.entry(movement.key).or_default();
        let head = folded.now.as_ref().map(|state| state.head);
        if head != movement.prev {
            teller.tell(Finding::History { seq });
        }
        let after = rules::apply(folded.now.take(), &record.recorded);
        if after.is_none() && head == movement.prev {
            // A change of access where there is nothing to have access to.
            teller.tell(Finding::History { seq });
        }
        if seq < store.indexed {
            folded.indexed.clone_from(&after);
        }
        folded.now = after;
    }

    fn check_opening(&mut self, store: &Store, teller: &mut Teller<'_>, record: &Record) {
        let movement = &record.recorded.movement;
        let seq = record.recorded.seq.0;
        let id = movement.key.recipient;
        let recipient = self.recipients.entry(id).or_insert_with(|| {
            let address = open_address(store, id, record);
            if address.is_none() {
                teller.tell(Finding::Address { recipient: id });
            }
            Recipient {
                address,
                stands_at: None,
            }
        });
        if record.brings_address && seq < store.indexed {
            if recipient.stands_at.is_some() {
                let fault = Fault::Unfounded;
                teller.tell(Finding::SealedAddress { seq, fault });
            }
            recipient.stands_at = Some(seq);
        }
        if let Some(address) = &recipient.address {
            let canonical = canonical::encode(movement, address);
            if !record
                .leaf
                .is_opened_by(&CommitmentKey(record.key), &canonical)
            {
                teller.tell(Finding::Opening { seq });
            }
        }
    }
}

/// A recipient's address, if it is kept and the recipient's. `first` is the recipient's first
/// movement, beside which it stands unless that of another record has been erased.
fn open_address(store: &Store, recipient: RecipientId, first: &Record) -> Option<Address> {
    let own = first.recorded.seq.0;
    let at = if first.brings_address {
        own
    } else {
        let elsewhere = store.engine.address_at(recipient);
        elsewhere.ok().flatten().unwrap_or(own)
    };
    let opened = store.engine.address(&store.keys, recipient, at);
    let address = opened.ok().flatten()?;
    (store.keys.recipient_id(&address) == recipient).then_some(address)
}

fn compare_position(
    store: &Store,
    teller: &mut Teller<'_>,
    recipient: RecipientId,
    stored: &[u8],
    expected: Option<u64>,
) {
    let fault = match (row::decode_address_position(stored), expected) {
        (Some(stored), Some(expected)) if stored == expected => return,
        // An indexing that was interrupted before its cursor moved.
        (Some(stored), None) if (store.indexed..store.end).contains(&stored) => return,
        (None, _) => Fault::Damaged,
        (Some(_), Some(_)) => Fault::Different,
        (Some(_), None) => Fault::Unfounded,
    };
    teller.tell(Finding::AddressPosition { recipient, fault });
}

fn compare_state(
    store: &Store,
    teller: &mut Teller<'_>,
    key: ConsentKey,
    stored: &[u8],
    expected: Option<Folded>,
) {
    let state = row::decode_state(stored);
    let fault = match (state, expected) {
        (None, _) => Fault::Damaged,
        (Some(_), None) => Fault::Unfounded,
        (Some(state), Some(expected)) if expected.indexed.as_ref() == Some(&state) => return,
        // An indexing that was interrupted before its cursor moved.
        (Some(state), Some(expected))
            if (store.indexed..store.end).contains(&state.head.0) && expected.now.is_some() =>
        {
            return;
        }
        (Some(_), Some(_)) => Fault::Different,
    };
    teller.tell(Finding::State { key, fault });
}
