//! Getting rid of what has been replaced: the engine never changes a file, it writes new ones.
//!
//! A row that was written anew is still in older tables until these are merged, and what was
//! written lately is in the journal as well. So the journal is filled up, which makes the engine
//! begin the next one, the memtables are written out, and then all tables of a keyspace are merged.

use super::Engine;
use crate::LedgerError;

/// A journal longer than this is followed by the next when a memtable is written out, in bytes;
/// the engine's own number.
const JOURNAL_BYTES_ENOUGH: u64 = 64_000_000;
/// How much is written at once to fill up a journal, in bytes.
const FILLING_BYTES: usize = 1 << 20;
/// `meta`: what journals are filled up with; absent otherwise.
const META_FILLING: &[u8] = b"filling";

impl Engine {
    /// Takes from the disk whatever has been replaced or removed. It writes everything there is
    /// once, while reads and writes go on.
    pub(crate) fn scrub(&self) -> Result<(), LedgerError> {
        let filling = vec![0_u8; FILLING_BYTES];
        for _ in 0..=JOURNAL_BYTES_ENOUGH / FILLING_BYTES as u64 {
            self.meta.insert(META_FILLING, &filling)?;
        }
        self.meta.remove(META_FILLING)?;
        self.flush()?;
        let all = [
            &self.log,
            &self.addresses,
            &self.state,
            &self.feed,
            &self.transactions,
            &self.meta,
        ];
        for keyspace in all {
            keyspace.major_compact()?;
        }
        // The files from before are kept for whoever reads them; the next time a memtable is
        // written out the engine looks whether somebody still does.
        self.meta.insert(META_FILLING, [])?;
        self.meta.remove(META_FILLING)?;
        self.flush()
    }
}
