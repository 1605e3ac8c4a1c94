//! The committer makes groups durable, then visible, then answers them.
//!
//! One at a time, in the order decided: on a thread of its own while the sequencer decides on, or,
//! where that would gain nothing, on the sequencer's thread. When a run is full it freezes it and passes it to the
//! indexer. If a write fails nobody knows what is on disk, so nothing more is taken until the engine has been opened
//! anew and has been asked (`restorer`).

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use domain::{ConsentKey, Timestamp};

use crate::core::Core;
use crate::decided::Decided;
use crate::erasure::{self, Ended};
use crate::faults::Moment;
use crate::hash::Set;
use crate::indexer::Frozen;
use crate::log::{Log as _, Row};
use crate::queue::{Job, Message};
use crate::restorer::Doubt;
use crate::run::Run;
use crate::{Erasure, LedgerError, Outcome};

/// How many runs' worth of movements may gather while one is being handed to the engine; then the
/// committer waits for it.
const RUNS_BEHIND_MAX: usize = 3;

/// What the committer's thread is given.
pub(crate) enum Handed {
    /// Commit this.
    Group(Box<Written>),
    /// Hand the tail to the engine and end.
    Close,
}

/// A group with what it writes and whom it answers.
pub(crate) struct Written {
    pub(crate) decided: Arc<Decided>,
    pub(crate) rows: Vec<Row>,
    pub(crate) jobs: Vec<(Job, Vec<Outcome>)>,
}

/// What it takes to commit.
pub(crate) struct Committer {
    pub(crate) core: Arc<Core>,
    pub(crate) frozen: Sender<Frozen>,
    /// What a failed write may have left on disk.
    pub(crate) doubt: Option<Doubt>,
}

/// The thread: commits what it is given until the sequencer has ended, and tells it each time.
pub(crate) fn run(
    committer: &Mutex<Committer>,
    groups: &Receiver<Handed>,
    sequencer: Sender<Message>,
) {
    let core = Arc::clone(&lock(committer).core);
    let teller = Teller {
        core: &core,
        sequencer,
    };
    while let Ok(handed) = groups.recv() {
        let mut committer = lock(committer);
        match handed {
            Handed::Group(group) => committer.commit(*group),
            Handed::Close => return committer.drain(),
        }
        drop(committer);
        // It may have ended already.
        let _ = teller.sequencer.send(Message::Committed);
    }
}

/// The committer, for whoever commits now.
pub(crate) fn lock(committer: &Mutex<Committer>) -> MutexGuard<'_, Committer> {
    // After a panic the ledger has stopped, and it says so.
    committer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the sequencer, which may be waiting, even if the thread panics.
struct Teller<'a> {
    core: &'a Core,
    sequencer: Sender<Message>,
}

impl Drop for Teller<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.core.stop("a write has panicked");
        }
        let _ = self.sequencer.send(Message::Committed);
    }
}

impl Committer {
    /// Writes a group, shows it to readers and answers its jobs.
    pub(crate) fn commit(&mut self, group: Written) {
        let Written {
            decided,
            rows,
            jobs,
        } = group;
        match self.make_visible(&decided, &rows) {
            Ok(()) => {
                for (job, outcomes) in jobs {
                    // A caller that is gone needs no answer.
                    let _ = job.answer.send(Ok(outcomes));
                }
            }
            Err(error) => {
                for (job, _) in jobs {
                    job.refuse(&error);
                }
            }
        }
        self.freeze_if_full();
    }

    /// Writes what was decided and shows it to readers. After an error it may be on disk all the same, which is
    /// found out before anything else is written.
    fn make_visible(&mut self, decided: &Arc<Decided>, rows: &[Row]) -> Result<(), LedgerError> {
        // A group before this one may have failed: this one rests on it.
        self.core.check_running()?;
        if decided.is_empty() {
            return Ok(());
        }
        if decided.first != self.core.end() {
            self.core
                .stop("a group was decided that does not go on where the log ends");
            return self.core.check_running();
        }
        if let Err(error) = self.write(rows) {
            self.core.suspend(error.to_string());
            self.doubt = Some(Doubt::Group(Arc::clone(decided)));
            // What has passed already holds nobody up.
            if self.restored()? {
                return Ok(());
            }
            if let Err(error) = self.write(rows) {
                self.core.suspend(error.to_string());
                self.doubt = Some(Doubt::Group(Arc::clone(decided)));
                return self.core.check_running();
            }
        }
        decided.publish(&self.core);
        Ok(())
    }

    /// Tries to go on at once. An error says why nothing is taken.
    fn restored(&mut self) -> Result<bool, LedgerError> {
        self.restore()
            .map_err(|error| self.core.check_running().err().unwrap_or(error))
    }

    fn write(&self, rows: &[Row]) -> Result<(), LedgerError> {
        self.core.fault(Moment::BeforeWrite)?;
        self.core.log()?.append(rows)?;
        self.core.fault(Moment::AfterWrite)
    }

    /// Erases those of the records that ended before an instant. Everything decided must be
    /// published.
    pub(crate) fn erase(
        &mut self,
        keys: &[ConsentKey],
        before: Timestamp,
    ) -> Result<Erasure, LedgerError> {
        self.core.check_running()?;
        // The indexer writes the same tables.
        self.core.wait_for_thaw();
        let mut ended = Vec::with_capacity(keys.len());
        let mut seen = Set::default();
        for key in keys {
            if seen.insert(*key)
                && let Some(one) = erasure::ended(&self.core, key, before)?
            {
                ended.push(one);
            }
        }
        if ended.is_empty() {
            return Ok(Erasure::default());
        }
        let in_tail = {
            let tail = self.core.tail();
            let of_recipient = |one: &Ended| tail.active.has_recipient(&one.key.recipient);
            ended.iter().any(of_recipient)
        };
        if in_tail {
            self.freeze();
            self.core.wait_for_thaw();
        }
        self.core.check_running()?;
        let (erased, carried_out) = erasure::erase(&self.core, &ended)?;
        let erasure = erased.erasure;
        match carried_out {
            Ok(()) => erased.show(&self.core),
            Err(error) => {
                self.core.suspend(error.to_string());
                self.doubt = Some(Doubt::Erasure(erased));
                if !self.restored()? {
                    return Err(LedgerError::Unavailable(error.to_string()));
                }
            }
        }
        Ok(erasure)
    }

    /// Passes the active run on if it is long enough and the one before is done; waits for that if
    /// it has grown too long.
    fn freeze_if_full(&self) {
        let run_movements = self.core.options.run_movements.max(1);
        let (len, busy) = {
            let tail = self.core.tail();
            (tail.active.len(), tail.frozen.is_some())
        };
        if len < run_movements {
            return;
        }
        if busy {
            if len < run_movements.saturating_mul(RUNS_BEHIND_MAX) {
                return;
            }
            self.core.wait_for_thaw();
        }
        if self.core.check_running().is_ok() {
            self.freeze();
        }
    }

    /// Passes the active run on. None is being handed over, unless a suspension came in between; then it stays.
    fn freeze(&self) {
        let run = {
            let mut tail = self.core.tail_mut();
            if tail.frozen.is_some() {
                return;
            }
            let (end, len) = (tail.active.end(), tail.active.len());
            let run = Arc::new(std::mem::replace(&mut tail.active, Run::new(end, len)));
            tail.frozen = Some(Arc::clone(&run));
            run
        };
        // Counts are those at the run's end: only this thread changes them.
        let frozen = Frozen::new(run, &self.core.counts());
        if self.frozen.send(frozen).is_err() {
            self.core.stop("the indexer is gone");
        }
    }

    /// Hands everything to the engine and waits for it.
    fn drain(&self) {
        self.core.wait_for_thaw();
        if self.core.check_running().is_ok() && self.core.tail().active.len() > 0 {
            self.freeze();
            self.core.wait_for_thaw();
        }
    }
}
