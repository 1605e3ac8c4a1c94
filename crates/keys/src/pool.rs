//! Random bytes by the block: asking for sixteen at a time would cost a system call a movement.

use std::sync::Arc;

use domain::outside::Random;
use zeroize::Zeroizing;

/// How many bytes are fetched at once.
const BLOCK_LEN: usize = 4096;

/// Bytes fetched and not used yet. Each is given out once.
pub struct Pool {
    source: Arc<dyn Random>,
    block: Zeroizing<[u8; BLOCK_LEN]>,
    used: usize,
}

impl Pool {
    /// Nothing is fetched before the first bytes are taken.
    pub fn new(source: Arc<dyn Random>) -> Self {
        Self {
            source,
            block: Zeroizing::new([0; BLOCK_LEN]),
            used: BLOCK_LEN,
        }
    }

    /// The next `N` bytes; `N` is far smaller than a block.
    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        if BLOCK_LEN - self.used < N {
            self.source.fill(&mut *self.block);
            self.used = 0;
        }
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.block[self.used..self.used + N]);
        self.used += N;
        bytes
    }
}
