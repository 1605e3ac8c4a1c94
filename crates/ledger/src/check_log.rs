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
//! [`SEGMENT_MILLIS_MAX`], so that whole files can be dropped when their time is over. Beside a
//! finished file stands a filter (`00000000.filter`) of whom it may hold checks about, which can
//! be made anew from it.

mod filter;
mod frame;
mod output;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};

use writer::Writer;

pub use writer::Logging;

/// How long written checks may wait to be synced to disk.
pub const SYNC: Duration = Duration::from_secs(1);
/// How much may wait to be written, in bytes; about 600,000 single checks.
pub const WAITING_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The size at which a file is followed by the next, in bytes.
pub const SEGMENT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How much room is reserved ahead of what is written, in bytes; about 200,000 single checks.
pub const RESERVE_BYTES: u64 = 16 * 1024 * 1024;
/// The age at which a file is followed by the next, in milliseconds: a day.
pub const SEGMENT_MILLIS_MAX: i64 = 86_400_000;
/// The most rows of one [`ListBlock`].
pub const BLOCK_ROWS_MAX: usize = 1 << 20;
/// The longest text of an [`Exemption`], in bytes.
pub const EXEMPTION_TEXT_MAX: usize = 256;
/// The most checks [`CheckLog::of_recipient`] answers; the newest are left out.
pub const ANSWER_CHECKS_MAX: usize = 10_000;

/// Who asked: the numbers are given and read by the caller, the log only keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asker {
    /// The kind of party.
    pub kind: u8,
    /// The party's number.
    pub party: u32,
    /// Tells the party's users apart.
    pub user: u64,
}

/// What was asked, in common for all rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub asker: Asker,
    /// For which brand.
    pub brand: BrandCode,
    /// On which channel.
    pub channel: Channel,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
}

/// What a sender declared to need no consent (rule 37). Each text is at most
/// [`EXEMPTION_TEXT_MAX`] bytes; longer ones are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Why it is exempt, in the sender's words.
    pub declaration: String,
    /// The sender as the recipient sees it.
    pub sender: String,
    /// The template of the message.
    pub template: String,
}

/// Many checks at once.
#[derive(Clone, Debug)]
pub struct ListBlock<'a> {
    /// What was asked about all of them.
    pub question: Question,
    /// The list it is a part of.
    pub list: [u8; 16],
    /// Whom. At most [`BLOCK_ROWS_MAX`].
    pub recipients: &'a [RecipientId],
    /// Whether sending was allowed, one an entry of `recipients`.
    pub allowed: &'a [bool],
}

/// One logged check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCheck {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: LoggedAnswer,
}

/// What a check was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoggedAnswer {
    /// A single check.
    Single(Reason),
    /// A single check of an exempt message.
    Exempt(Exemption),
    /// The same; what was declared is sealed, as [`CheckLog::exempt`] was given it.
    SealedExempt(Vec<u8>),
    /// A row of a list.
    Row {
        /// Whether sending was allowed.
        allowed: bool,
        /// The list.
        list: [u8; 16],
    },
}

/// Why the log of checks cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckLogError {
    /// More waits to be written than there is room for.
    #[error("the log of checks cannot keep up")]
    Full,
    /// It was closed, or its thread has failed: only a restart helps.
    #[error("the log of checks has stopped")]
    Stopped,
    /// Another process has it open.
    #[error("the log of checks is in use by another process")]
    InUse,
    /// The folder or a file in it cannot be read or written.
    #[error("the log of checks cannot be read or written")]
    Io(#[from] io::Error),
}

/// How the log stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Checks are logged.
    #[default]
    Good,
    /// Checks are logged, but no room could be reserved for the next ones.
    Short,
    /// The last check could not be logged, for this reason; it is tried again with the next one, and each second.
    Broken(String),
}

impl Standing {
    /// Whether no check can be logged.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

/// A step that may fail; see [`Faults`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file is begun.
    Create,
    /// A frame is written.
    Write,
    /// What was written is synced.
    Sync,
    /// What is half-written is cut off.
    Cut,
    /// Room is reserved.
    Reserve,
}

/// How a step fails.
#[derive(Debug)]
pub struct Fault {
    /// With which error.
    pub error: io::Error,
    /// Of a frame, how many bytes are written before that.
    pub written: usize,
}

/// Lets steps fail, for tests.
pub type Faults = Box<dyn FnMut(Step) -> Result<(), Fault> + Send>;

/// A file, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedFile {
    pub(crate) file: PathBuf,
    /// How many of its frames are what was written.
    pub(crate) frames: u64,
    /// Where the first one begins that is not, in bytes.
    pub(crate) damaged_at: Option<u64>,
}

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
