//! A run: a stretch of the log that the engine's tables do not hold yet, indexed in memory.

use std::hash::BuildHasherDefault;

use domain::movement::Recorded;
use domain::{BrandCode, ConsentKey, ConsentState, Origin, RecipientId, TransactionId};

use crate::hash::Map;
use crate::row;

/// No slot.
const NONE: u32 = u32::MAX;

/// The movements from `first` on, as states, feeds and names.
pub(crate) struct Run {
    first: u64,
    /// Leaf hash prefixes, by position from `first`.
    transactions: Vec<u64>,
    /// Places of movements that have been erased, ascending.
    erased: Vec<u32>,
    /// Where a prefix stands; where two are equal, the first. See `twins`.
    by_transaction: Map<u64, u32>,
    /// Further positions of prefixes that stand in `by_transaction` already (hardly ever any).
    twins: Vec<(u64, u32)>,
    slots: Vec<Slot>,
    by_key: Map<ConsentKey, u32>,
    /// The recipient's newest slot; the others hang on it.
    by_recipient: Map<RecipientId, u32>,
    feeds: Map<(BrandCode, Origin), Vec<u64>>,
}

/// One record's newest state.
pub(crate) struct Slot {
    pub(crate) key: ConsentKey,
    pub(crate) state: ConsentState,
    next_of_recipient: u32,
    /// The place of the movement that brought the recipient's address, if one of this slot did.
    address_at: u32,
}

impl Run {
    /// An empty run whose first movement will be at `first`.
    pub(crate) fn new(first: u64, capacity: usize) -> Self {
        Self {
            first,
            transactions: Vec::with_capacity(capacity),
            erased: Vec::new(),
            by_transaction: Map::with_capacity_and_hasher(capacity, BuildHasherDefault::default()),
            twins: Vec::new(),
            slots: Vec::with_capacity(capacity),
            by_key: Map::with_capacity_and_hasher(capacity, BuildHasherDefault::default()),
            by_recipient: Map::with_capacity_and_hasher(capacity, BuildHasherDefault::default()),
            feeds: Map::default(),
        }
    }

    /// Position of the first movement.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// How many movements it holds.
    pub(crate) fn len(&self) -> usize {
        self.transactions.len()
    }

    /// The position after its last movement.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.transactions.len() as u64
    }

    /// Adds the next movement, the state it leaves behind, and whether it brought its recipient's
    /// address.
    pub(crate) fn push(&mut self, recorded: &Recorded, state: ConsentState, brings_address: bool) {
        debug_assert_eq!(recorded.seq.0, self.end());
        // A run is cut long before it holds this many movements.
        let place = u32::try_from(self.transactions.len()).unwrap_or(NONE);
        let prefix = row::transaction_prefix(&recorded.transaction);
        if *self.by_transaction.entry(prefix).or_insert(place) != place {
            self.twins.push((prefix, place));
        }
        self.transactions.push(prefix);
        if let Some(feed) = row::feed_of(recorded) {
            self.feeds.entry(feed).or_default().push(recorded.seq.0);
        }
        let key = recorded.movement.key;
        let slot = u32::try_from(self.slots.len()).unwrap_or(NONE);
        let known = *self.by_key.entry(key).or_insert(slot);
        if known == slot {
            let next = self
                .by_recipient
                .insert(key.recipient, slot)
                .unwrap_or(NONE);
            self.slots.push(Slot {
                key,
                state,
                next_of_recipient: next,
                // A recipient's first movement is the first of its record too.
                address_at: if brings_address { place } else { NONE },
            });
        } else {
            self.slots[known as usize].state = state;
        }
    }

    /// Adds the next movement, of which nothing but the leaf is left.
    pub(crate) fn push_erased(&mut self) {
        self.erased
            .push(u32::try_from(self.transactions.len()).unwrap_or(NONE));
        self.transactions.push(0);
    }

    /// The state of a record it touched.
    pub(crate) fn state(&self, key: &ConsentKey) -> Option<&ConsentState> {
        self.by_key
            .get(key)
            .map(|slot| &self.slots[*slot as usize].state)
    }

    /// The records of a recipient that it touched.
    pub(crate) fn records_of(&self, recipient: &RecipientId) -> impl Iterator<Item = &Slot> {
        let mut slot = self.by_recipient.get(recipient).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let found = self.slots.get(slot as usize)?;
            slot = found.next_of_recipient;
            Some(found)
        })
    }

    /// Whether it touched a record of the recipient.
    pub(crate) fn has_recipient(&self, recipient: &RecipientId) -> bool {
        self.by_recipient.contains_key(recipient)
    }

    /// The position of the movement that brought the recipient's address, if it is in this run.
    pub(crate) fn address_at(&self, recipient: &RecipientId) -> Option<u64> {
        self.records_of(recipient)
            .find_map(|slot| self.brought_by(slot))
    }

    /// The position of the movement of this slot that brought the recipient's address.
    pub(crate) fn brought_by(&self, slot: &Slot) -> Option<u64> {
        (slot.address_at != NONE).then(|| self.first + u64::from(slot.address_at))
    }

    /// Positions of a feed, ascending.
    pub(crate) fn feed(&self, brand: BrandCode, origin: Origin) -> &[u64] {
        self.feeds.get(&(brand, origin)).map_or(&[], Vec::as_slice)
    }

    /// Positions at which the name may stand; its whole has to be compared.
    pub(crate) fn candidates(&self, transaction: &TransactionId) -> impl Iterator<Item = u64> {
        let prefix = row::transaction_prefix(transaction);
        let twins = self
            .twins
            .iter()
            .filter(move |twin| twin.0 == prefix)
            .map(|twin| twin.1);
        let first = self.by_transaction.get(&prefix).copied();
        first
            .into_iter()
            .chain(twins)
            .map(|place| self.first + u64::from(place))
    }

    /// Everything it touched, in no order.
    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// All feeds.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = (&(BrandCode, Origin), &Vec<u64>)> {
        self.feeds.iter()
    }

    /// Leaf hash prefixes with their positions, by position, without those erased.
    pub(crate) fn transactions(&self) -> impl Iterator<Item = (u64, u64)> {
        let transactions = (0_u32..).zip(&self.transactions);
        transactions
            .filter(|(place, _)| self.erased.binary_search(place).is_err())
            .map(|(place, prefix)| (*prefix, self.first + u64::from(place)))
    }
}
