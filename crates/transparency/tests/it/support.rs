//! A log's surroundings: movements, a disk, a clock, authorities and witnesses, all in memory.

mod disk;
mod movements;
mod peers;
mod stamping;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::Timestamp;
use domain::outside::{Clock, Random};
use tlog::SigningKey;
use transparency::PublicLog;

pub use disk::{Disk, Fail};
pub use movements::{Movements, leaf_hash_of};
pub use peers::{Authorities, Peers, authority, development};
pub use stamping::{Stamping, first};

/// 2026-11-25 12:00:00 in Türkiye, in milliseconds since 1970.
pub const NOON: i64 = 1_795_597_200_000;

/// A clock that is set.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Shows [`NOON`].
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(NOON)))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    pub fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst) / 1_000
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Counts; no two fillings are alike.
pub struct Counting(AtomicU64);

impl Counting {
    pub fn new() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}

/// The key every test's log has.
pub fn log_key() -> SigningKey {
    SigningKey::from_seed("log.example/izin".parse().unwrap(), &[7; 32])
}

/// Opens a log.
pub fn open(disk: &Arc<Disk>, movements: &Movements) -> PublicLog {
    PublicLog::open_in(disk.clone(), log_key(), movements).unwrap()
}

/// Records movements and publishes them all.
pub fn grow(log: &PublicLog, movements: &Movements, count: u64) {
    movements.record(count);
    while log.publish(movements).unwrap() > 0 {}
}
