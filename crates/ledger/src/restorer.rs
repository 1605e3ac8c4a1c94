//! Going on after a failed write.
//!
//! The engine takes no more writes once one has failed, and what it shows may differ from what is on disk. So the
//! ledger takes nothing, and answers no check, until this has been done:
//!
//! 1. A trial: a file of the size of a large group is written, synced and removed. As long as that fails, nothing
//!    else is touched, and it is tried again.
//! 2. The engine is closed, its journals are written over themselves ([`crate::engine::rewrite_journals`]), and it is
//!    opened anew, which completes or cuts off what was half-written.
//! 3. The log is read from where memory begins, and must end where the last acknowledged group ended, or where the
//!    doubtful one would. In the second case that group counts, and is shown to readers.
//!
//! Anything else found there is damage: the ledger stops, and only a restart, or a backup, helps.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use domain::Seq;

use crate::committer::{self, Committer};
use crate::core::Core;
use crate::decided::Decided;
use crate::engine::{self, Engine};
use crate::erasure::{self, Erased};
use crate::faults::Moment;
use crate::log::Log as _;
use crate::record::Stored;
use crate::{LedgerError, OpenError};

/// How much is written for trial, in bytes: a group and a good deal of what follows it.
pub const TRIAL_BYTES: usize = 4 * 1024 * 1024;
/// The file that is written for trial, in the data folder.
const TRIAL_FILE: &str = "trial";

/// What a failed write may have left on disk.
pub(crate) enum Doubt {
    /// A group, whole or not at all.
    Group(Arc<Decided>),
    /// An erasure, which is completed if it was begun.
    Erasure(Erased),
}

/// The thread: tries to go on as long as the ledger is suspended.
pub(crate) fn run(committer: &Mutex<Committer>) {
    let core = Arc::clone(&committer::lock(committer).core);
    while core.mode.wait_for_suspension() {
        let tried = committer::lock(committer).restore();
        if let Err(error) = tried {
            tracing::debug!(%error, "the ledger still cannot write");
            core.mode.pause(core.options.retry_pause);
        }
    }
}

impl Committer {
    /// Goes on after a failed write, if that is possible now; says whether what was in doubt is on disk, in which
    /// case it is shown to readers.
    pub(crate) fn restore(&mut self) -> Result<bool, LedgerError> {
        let core = Arc::clone(&self.core);
        core.mode.check_open()?;
        if core.check_running().is_ok() {
            return Ok(false);
        }
        core.fault(Moment::BeforeTrial)?;
        try_to_write(&core.folder).map_err(|error| unavailable(&error))?;
        core.engine.close()?;
        core.fault(Moment::BeforeReopening)?;
        engine::rewrite_journals(&core.folder).map_err(|error| unavailable(&error))?;
        let engine = open(&core)?;
        let is_there = self.is_there(&engine).inspect_err(|error| {
            if matches!(error, LedgerError::Damaged(_)) {
                core.stop(error.to_string());
            }
        })?;
        core.engine.put(engine);
        match self.doubt.take().filter(|_| is_there) {
            Some(Doubt::Group(decided)) => decided.publish(&core),
            Some(Doubt::Erasure(erased)) => erased.show(&core),
            None => {}
        }
        core.mode.resume();
        core.wake_followers();
        Ok(is_there)
    }

    /// Sees that the log holds what was acknowledged, and whether it holds what is in doubt.
    fn is_there(&self, engine: &Engine) -> Result<bool, LedgerError> {
        erasure::complete(engine)?;
        let core = &self.core;
        let acknowledged = core.end();
        let end = engine.end()?;
        let is_there = match &self.doubt {
            Some(Doubt::Group(decided)) => end == decided.end() && end > acknowledged,
            Some(Doubt::Erasure(erased)) => erased.is_done(engine)?,
            None => false,
        };
        if end < acknowledged {
            return Err(LedgerError::missing(end));
        }
        let first = core.tail().first();
        let mut at = first;
        for stored in engine.records(first, end) {
            let stored = stored?;
            if let Some(Doubt::Group(decided)) = &self.doubt
                && let Some(pending) = decided.pending(Seq(at))
                && !matches!(&stored, Stored::Kept(record) if record.recorded == *pending)
            {
                return Err(strange(at));
            }
            at += 1;
        }
        if at != end {
            return Err(LedgerError::missing(at));
        }
        if end > acknowledged && !is_there {
            return Err(strange(acknowledged));
        }
        Ok(is_there)
    }
}

fn open(core: &Core) -> Result<Engine, LedgerError> {
    // An engine that is not there would be made anew.
    if !Engine::exists(&core.folder).map_err(|error| unavailable(&error))? {
        let missing = LedgerError::Damaged(format!("the folder {} is missing", engine::FOLDER));
        core.stop(missing.to_string());
        return Err(missing);
    }
    let opened = Engine::open(&core.folder, core.options.cache_bytes, &core.keys);
    opened.map_err(|error| match error {
        OpenError::Damaged(_) | OpenError::KeyFile(_) => {
            core.stop(error.to_string());
            LedgerError::Damaged(error.to_string())
        }
        error => unavailable(&error),
    })
}

/// Writes what a group may take, to see whether the folder takes it.
fn try_to_write(folder: &Path) -> io::Result<()> {
    let path = folder.join(TRIAL_FILE);
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(&vec![0x55; TRIAL_BYTES])?;
            file.sync_all()
        });
    // What a failed trial leaves behind would take the room that is waited for.
    let removed = match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    written.and(removed)
}

fn unavailable(error: &(dyn std::error::Error + 'static)) -> LedgerError {
    LedgerError::Unavailable(domain::causes::told(error))
}

fn strange(seq: u64) -> LedgerError {
    LedgerError::Damaged(format!("movement {seq} is none that was decided"))
}
