//! The log of checks (rule 41): who asked about whom, when, and what the answer was.
//!
//! It is not part of the order of movements: a check changes nothing, there are ten times as many
//! of them, and losing the last second of them loses no consent. So it is a folder of append-only
//! files of its own, written by one thread, which takes all that waits whenever it is free:
//!
//! ```text
//! check ── append ──> waiting (bounded) ──write──> file ──> answer ──every second──> disk
//! ```
//!
//! **What "in the log" means.** A check is in the log, and may be answered, once the system has taken all of its bytes
//! into the file ([`Logging`] says so). So:
//!
//! - *The process dies*, however it does (`kill -9`, a panic, out of memory): no check that was answered is missing.
//! - *The machine dies* (power, kernel): the checks of the last [`SYNC`] may be missing, and none before them. A sync
//!   for each answer would cost what `docs/benchmarks.md` says; who must not lose even these gives the machine a
//!   battery, not the registry another order.
//! - *A write or a sync fails*, or what waits has no room left: whoever waits gets an error and gives no answer, since a
//!   check that cannot be logged does not count (rule 42). What was half-written is cut off, and the next check is
//!   tried in a new file: when there is room again the log goes on by itself. Room for the next
//!   [`RESERVE_BYTES`] is reserved ahead, and [`CheckLog::standing`] tells when there is none.
//!
//! Files (`00000000.checks` onwards) are begun anew at [`SEGMENT_BYTES_MAX`] and each
//! [`SEGMENT_AGE_MAX`], so that whole files can be dropped when their time is over. Beside a
//! finished file stands a filter (`00000000.filter`) of whom it may hold checks about, which can
//! be made anew from it.

mod entry;
mod faults;
mod filter;
mod frame;
mod output;
mod segment;
mod standing;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::check::Reason;
use domain::{RecipientId, Timestamp};

use segment::CheckedFile;
use writer::Writer;

pub use entry::{
    Asker, BLOCK_ROWS_MAX, EXEMPTION_TEXT_MAX, Exemption, ListBlock, LoggedAnswer, LoggedCheck,
    Question,
};
pub use faults::{Fault, Faults, Step};
pub use output::{RESERVE_BYTES, SEGMENT_AGE_MAX};
pub use standing::{CheckLogError, Standing};
pub use writer::{Logging, SYNC, WAITING_BYTES_MAX};

/// The size at which a file is followed by the next, in bytes.
pub const SEGMENT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most checks [`CheckLog::of_recipient`] answers; the newest are left out.
pub const ANSWER_CHECKS_MAX: usize = 10_000;

/// Checks every frame of the files in a folder that nobody has open. What a crash left half-written
/// at the end of the newest file is no damage.
pub(crate) fn check_files(folder: &Path) -> io::Result<Vec<CheckedFile>> {
    let paths = segment::paths(folder)?;
    let newest = paths.last().cloned();
    let check = |path: PathBuf| segment::check(&path, Some(&path) == newest.as_ref());
    paths.into_iter().map(check).collect()
}

/// The open log; clones share it. Closed when the last is dropped.
#[derive(Clone)]
pub struct CheckLog {
    writer: Arc<Writer>,
}

impl CheckLog {
    /// Opens the log in a folder, making it if there is none. What a crash left half-written at
    /// the end is cut off.
    pub fn open(folder: &Path) -> Result<Self, CheckLogError> {
        Self::open_sized(folder, SEGMENT_BYTES_MAX)
    }

    /// As [`CheckLog::open`], with another size at which files end.
    pub fn open_sized(folder: &Path, segment_bytes: u64) -> Result<Self, CheckLogError> {
        Self::open_with_faults(folder, segment_bytes, Box::new(|_| Ok(())))
    }

    /// As [`CheckLog::open_sized`], with steps that fail as they are told to: for tests.
    #[doc(hidden)]
    pub fn open_with_faults(
        folder: &Path,
        segment_bytes: u64,
        faults: Faults,
    ) -> Result<Self, CheckLogError> {
        let writer = Writer::open(folder, segment_bytes, faults)?;
        Ok(Self {
            writer: Arc::new(writer),
        })
    }

    /// Notes a single check. Takes no more than a lock and a copy; it is in the log once what this returns says so.
    pub fn begin_single(
        &self,
        question: &Question,
        recipient: RecipientId,
        reason: Reason,
    ) -> Result<Logging, CheckLogError> {
        self.writer
            .append_single(&frame::single(question, recipient, reason))
    }

    /// [`CheckLog::begin_single`] for threads that may be held up: it is in the log when this returns.
    pub fn single(
        &self,
        question: &Question,
        recipient: RecipientId,
        reason: Reason,
    ) -> Result<(), CheckLogError> {
        self.begin_single(question, recipient, reason)?.wait()
    }

    /// Notes a single check of an exempt message, as [`CheckLog::begin_single`]. What was declared holds what people are sent,
    /// so that it comes sealed ([`crate::Ledger::seal`]).
    pub fn begin_exempt(
        &self,
        question: &Question,
        recipient: RecipientId,
        sealed: &[u8],
    ) -> Result<Logging, CheckLogError> {
        self.writer
            .append_frame(frame::exempt(question, recipient, sealed))
    }

    /// As [`CheckLog::begin_exempt`]; it is in the log when this returns.
    pub fn exempt(
        &self,
        question: &Question,
        recipient: RecipientId,
        sealed: &[u8],
    ) -> Result<(), CheckLogError> {
        self.begin_exempt(question, recipient, sealed)?.wait()
    }

    /// Notes a part of a list; it is in the log when this returns. Of each recipient the first 8 bytes are kept: enough to find
    /// somebody's checks again (two people share them once in 2⁶⁴), half the space.
    pub fn list(&self, block: &ListBlock<'_>) -> Result<(), CheckLogError> {
        if block.recipients.is_empty() {
            return Ok(());
        }
        self.writer.append_frame(frame::list(block))?.wait()
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.writer.standing()
    }

    /// Waits until everything that is in the log is on disk.
    pub fn flush(&self) -> Result<(), CheckLogError> {
        self.writer.flush()
    }

    /// The checks about a recipient made within `[from, until]`, in the order logged, at most
    /// [`ANSWER_CHECKS_MAX`]. Reads the file being written, and those of that time that may hold some.
    pub fn of_recipient(
        &self,
        recipient: RecipientId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<LoggedCheck>, CheckLogError> {
        self.writer.write_out();
        let mut found = Vec::new();
        for path in segment::paths(self.writer.folder())? {
            if !self.writer.may_hold(&path, recipient, (from, until)) {
                continue;
            }
            segment::scan(&path, from, until, |kind, body| {
                frame::find(kind, body, recipient, (from, until), &mut found);
                found.len() < ANSWER_CHECKS_MAX
            })?;
        }
        found.truncate(ANSWER_CHECKS_MAX);
        Ok(found)
    }

    /// Removes the files all of whose checks are older; says how many. The file being written stays.
    pub fn forget_before(&self, instant: Timestamp) -> Result<usize, CheckLogError> {
        let mut removed = 0;
        for path in segment::paths(self.writer.folder())? {
            if self.writer.is_current(&path) {
                break;
            }
            if segment::newest(&path)?.is_none_or(|newest| newest < instant) {
                std::fs::remove_file(&path)?;
                filter::forget(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Writes what waits and closes. Idempotent; what comes later is [`CheckLogError::Stopped`].
    pub fn close(&self) -> Result<(), CheckLogError> {
        self.writer.close()
    }
}
