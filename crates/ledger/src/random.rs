//! Random bytes by the block: asking for sixteen at a time would cost a system call a movement.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::Random;

/// How many bytes are fetched at once.
const BLOCK_LEN: usize = 4096;

/// Bytes fetched and not used yet. Each is given out once.
pub(crate) struct Pool {
    source: Arc<dyn Random>,
    block: Zeroizing<[u8; BLOCK_LEN]>,
    used: usize,
}

impl Pool {
    pub(crate) fn new(source: Arc<dyn Random>) -> Self {
        Self {
            source,
            block: Zeroizing::new([0; BLOCK_LEN]),
            used: BLOCK_LEN,
        }
    }

    /// The next `N` bytes; `N` is far smaller than a block.
    pub(crate) fn take<const N: usize>(&mut self) -> [u8; N] {
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
