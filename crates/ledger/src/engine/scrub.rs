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
/// How often the engine is made to look for files that nobody needs any more. Where others write
/// much meanwhile, it does so by itself.
const LOOKS_MAX: usize = 50;
/// `meta`: what journals are filled up with; empty otherwise.
const META_FILLING: &[u8] = b"filling";
/// `addresses`: a row without addresses, past every movement. The engine removes a journal when the
/// tables of each keyspace hold something as new as what is in it. Where the newest was a removal,
/// which is gone once the tables are merged, they never would; so something is written after it.
const NO_ADDRESSES: u64 = u64::MAX;

impl Engine {
    /// Takes from the disk whatever has been replaced or removed, if records were erased since it
    /// was done last. It writes everything there is once, while reads and writes go on.
    pub(crate) fn scrub(&self) -> Result<(), LedgerError> {
        if !self.is_unscrubbed()? {
            return Ok(());
        }
        let filling = vec![0_u8; FILLING_BYTES];
        for _ in 0..=JOURNAL_BYTES_ENOUGH / FILLING_BYTES as u64 {
            self.meta.insert(META_FILLING, &filling)?;
        }
        self.meta.insert(META_FILLING, [])?;
        self.addresses.insert(NO_ADDRESSES.to_be_bytes(), [])?;
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
        // The files from before are kept for whoever reads them, and the full journal until every
        // memtable in it is written out; the engine looks for both when it writes the next one out.
        for _ in 0..LOOKS_MAX {
            self.meta.insert(META_FILLING, [])?;
            self.flush()?;
            if self.db.journal_count() == 1 {
                break;
            }
        }
        self.note_scrubbed()
    }
}
