//! The chance of a test.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::outside::Random;

/// How far the state goes with each number; the numbers are SplitMix64's.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// How many there are in this process; each has numbers of its own.
static MADE: AtomicU64 = AtomicU64::new(0);

/// Random bytes that are the same in every run of a test that has its process to itself. It keeps the last 8 bytes it gave alone: one-time codes are made of these.
pub struct SeededRandom {
    state: AtomicU64,
    last: AtomicU64,
}

impl Default for SeededRandom {
    fn default() -> Self {
        let made = MADE.fetch_add(1, Ordering::SeqCst);
        Self {
            state: AtomicU64::new(made << 48),
            last: AtomicU64::new(0),
        }
    }
}

impl SeededRandom {
    /// The one-time code that was made last.
    pub fn last_code(&self) -> String {
        format!("{:06}", self.last.load(Ordering::SeqCst) % 1_000_000)
    }

    fn next(&self) -> u64 {
        let mut mixed = self.state.fetch_add(STEP, Ordering::SeqCst);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes()[..part.len()]);
        }
        if let Ok(bytes) = <[u8; 8]>::try_from(&*buffer) {
            self.last.store(u64::from_le_bytes(bytes), Ordering::SeqCst);
        }
    }
}
