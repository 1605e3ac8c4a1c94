//! Leaves without a ledger: the n-th is made of n.

use std::sync::Mutex;
use std::time::Duration;

use domain::Timestamp;
use domain::canonical::Leaf;
use ledger::LedgerError;
use tlog::{Hash, leaf_hash};
use transparency::Leaves;

use super::NOON;

/// How many there are, and when each was recorded, in milliseconds since 1970.
#[derive(Default)]
pub struct Movements(Mutex<Vec<i64>>);

impl Movements {
    pub fn new(count: u64) -> Self {
        let movements = Self::default();
        movements.record(count);
        movements
    }

    /// Records some at [`NOON`].
    pub fn record(&self, count: u64) {
        self.record_at(count, NOON);
    }

    pub fn record_at(&self, count: u64, millis: i64) {
        let mut times = self.0.lock().unwrap();
        times.extend((0..count).map(|_| millis));
    }

    /// Forgets all but the first: an old copy was put back.
    pub fn truncate(&self, count: usize) {
        self.0.lock().unwrap().truncate(count);
    }

    /// How many there are.
    pub fn root_size(&self) -> u64 {
        self.end()
    }

    /// The RFC 6962 recursion over the first `size`, as the text of the RFC has it.
    pub fn root(&self, size: u64) -> Hash {
        assert!(size <= self.end(), "there is no such tree yet");
        let hashes: Vec<Hash> = (0..size).map(leaf_hash_of).collect();
        naive_root(&hashes)
    }
}

pub fn leaf(index: u64) -> Leaf {
    let mut bytes = [1; Leaf::LEN];
    bytes[1..9].copy_from_slice(&index.to_be_bytes());
    Leaf(bytes)
}

/// The n-th leaf's hash.
pub fn leaf_hash_of(index: u64) -> Hash {
    leaf_hash(&leaf(index).0)
}

fn naive_root(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => tlog::empty_root(),
        [only] => *only,
        _ => {
            let split = hashes.len().next_power_of_two() / 2;
            let (left, right) = hashes.split_at(split);
            tlog::node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

impl Leaves for Movements {
    fn end(&self) -> u64 {
        self.0.lock().unwrap().len() as u64
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, LedgerError> {
        let end = self.end().min(from.saturating_add(limit as u64));
        Ok((from..end).map(leaf).collect())
    }

    fn recorded_at(&self, index: u64) -> Result<Option<Timestamp>, LedgerError> {
        let times = self.0.lock().unwrap();
        let millis = times.get(usize::try_from(index).unwrap());
        Ok(millis.copied().map(Timestamp::from_millis))
    }

    fn wait_for(&self, _index: u64, _at_most: Duration) -> Result<(), LedgerError> {
        Ok(())
    }
}
