//! Checking a whole ledger while nobody has it open: everything derived is derived anew from the
//! log and compared, and every difference is told.
//!
//! The log is read several times, never held: once for its records, the feeds and the names, and
//! once for every million records, whose states are folded in memory and compared with the
//! engine's. Of feeds and names sums of hashes are compared, which take no room; only where these
//! differ is it looked which rows do.
//!
//! Nothing is repaired. But opening the engine's files lets it finish its own work, and an erasure
//! that was interrupted is completed first, as any start does.

mod addresses;
mod check;
mod finding;
mod rows;
mod states;
mod walk;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::error::guarded;
use crate::options::DEFAULT_CACHE_BYTES;
use crate::{LedgerError, OpenError, check_log, erasure, recovery};

use check::{Check, Store, Teller};
use keys::Keys;

pub use check::Summary;
pub use finding::{Fault, Finding, Table};

/// What is checked, and with how much memory.
#[derive(Clone, Debug)]
pub struct Options {
    /// The engine's block cache, in bytes.
    pub cache_bytes: u64,
    /// How many records' states are held at once; each takes about 300 bytes.
    pub records_at_once: u64,
    /// The folder of the log of checks, if that is to be checked, too.
    pub checks: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cache_bytes: DEFAULT_CACHE_BYTES,
            records_at_once: 1_000_000,
            checks: None,
        }
    }
}

/// Checks the ledger in a folder, telling each finding as it is found; none means that everything
/// is as it should be. [`OpenError`]: there is no ledger, it is in use, or so much of it is damaged
/// that nothing can be said.
pub fn fsck(
    folder: &Path,
    options: &Options,
    found: &mut dyn FnMut(Finding),
) -> Result<Summary, OpenError> {
    guarded(|| check(folder, options, found))
}

fn check(
    folder: &Path,
    options: &Options,
    found: &mut dyn FnMut(Finding),
) -> Result<Summary, OpenError> {
    if !Engine::exists(folder)? {
        return Err(OpenError::Folder {
            path: folder.to_path_buf(),
            source: std::io::Error::new(ErrorKind::NotFound, "there is no ledger in it"),
        });
    }
    let _lock = recovery::lock_folder(folder)?;
    let keys = Keys::read(folder)?.ok_or_else(|| OpenError::KeyFile(Keys::path(folder)))?;
    let engine = Engine::open(folder, options.cache_bytes, &keys)?;
    let mut teller = Teller { count: 0, found };
    if let Err(error) = erasure::complete(&engine) {
        teller.tell(Finding::Erasure(error.to_string()));
    }
    let store = Store {
        indexed: engine.indexed()?,
        end: walk::end(&engine)?,
        engine,
        keys,
    };
    let mut check = Check {
        store,
        summary: Summary::default(),
        teller,
    };
    check.ledger(options)?;
    if let Some(folder) = &options.checks {
        check.checks(folder)?;
    }
    check.summary.findings = check.teller.count;
    Ok(check.summary)
}

impl Check<'_> {
    fn ledger(&mut self, options: &Options) -> Result<(), LedgerError> {
        let Store { indexed, end, .. } = self.store;
        if end < indexed {
            self.teller.tell(Finding::Movements {
                from: end,
                until: indexed,
                fault: Fault::Missing,
            });
        }
        let expected = self.log();
        self.rows(&expected)?;
        self.addresses();
        self.states(options.records_at_once)?;
        self.cursors()
    }

    fn cursors(&mut self) -> Result<(), LedgerError> {
        for cursor in self.store.engine.cursors() {
            let (name, next) = cursor?;
            if next > self.store.end {
                self.teller.tell(Finding::Cursor { name, next });
            }
        }
        Ok(())
    }

    fn checks(&mut self, folder: &Path) -> Result<(), OpenError> {
        let unreadable = |source| OpenError::Folder {
            path: folder.to_path_buf(),
            source,
        };
        for checked in check_log::check_files(folder).map_err(unreadable)? {
            self.summary.check_frames += checked.frames;
            if let Some(at) = checked.damaged_at {
                self.teller.tell(Finding::Checks {
                    file: checked.file,
                    at,
                });
            }
        }
        Ok(())
    }
}
