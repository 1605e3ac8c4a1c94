//! The thread that writes, and what waits for it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::time::Instant;

use domain::{RecipientId, Timestamp};
use tokio::sync::oneshot;

use super::faults::Faults;
use super::filter;
use super::frame::{self, RECORD_LEN};
use super::output::Output;
use super::segment::{self, Segment};
use super::standing::{CheckLogError, Standing};
use crate::parking::block_on;

/// How long written checks may wait to be synced to disk.
pub const SYNC: Duration = Duration::from_secs(1);
/// How much may wait to be written, in bytes; about 600,000 single checks.
pub const WAITING_BYTES_MAX: usize = 32 * 1024 * 1024;

/// The most records of one frame of single checks.
const FRAME_RECORDS_MAX: usize = 16_384;

/// The thread that writes checks, and what waits for it.
pub(super) struct Writer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Held while a filter is looked for or made, so that none is made twice.
    filters: Mutex<()>,
    _lock: File,
}

struct Shared {
    folder: PathBuf,
    waiting: Mutex<Waiting>,
    /// Signalled when something waits, or somebody wants it synced now.
    wake: Condvar,
    /// Signalled when something has been written or synced, or could not be, or the thread has ended.
    done: Condvar,
}

/// What is to be written.
#[derive(Default)]
struct Waiting {
    /// Single checks' records, one after the other.
    singles: Vec<u8>,
    /// Whole frames.
    frames: Vec<Vec<u8>>,
    frames_bytes: usize,
    /// Who waits for all of this to be written.
    callers: Vec<oneshot::Sender<Result<(), CheckLogError>>>,
    /// Counts what was appended, what was written or given up, and what is on disk.
    appended: u64,
    handled: u64,
    synced: u64,
    /// Somebody waits for `synced` to come up to here.
    wanted_synced: u64,
    closing: bool,
    stopped: bool,
    standing: Standing,
    current: PathBuf,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.singles.is_empty() && self.frames.is_empty()
    }

    fn bytes(&self) -> usize {
        self.singles.len() + self.frames_bytes
    }
}

/// A check on its way into the log. It is there, and its answer may go out, once this has said so.
#[must_use = "a check is answered only once it is in the log"]
pub struct Logging(oneshot::Receiver<Result<(), CheckLogError>>);

impl Logging {
    /// Waits on a thread that belongs to no runtime, or that may be held up.
    pub fn wait(self) -> Result<(), CheckLogError> {
        block_on(self)
    }
}

impl Future for Logging {
    type Output = Result<(), CheckLogError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let told = Pin::new(&mut self.0).poll(context);
        told.map(|told| told.unwrap_or(Err(CheckLogError::Stopped)))
    }
}

impl Writer {
    pub(super) fn open(
        folder: &Path,
        segment_bytes: u64,
        faults: Faults,
    ) -> Result<Self, CheckLogError> {
        std::fs::create_dir_all(folder)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(CheckLogError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let segment = match segment::paths(folder)?.pop() {
            Some(newest) => Segment::resume(newest)?,
            None => Segment::create(folder, 0)?,
        };
        let waiting = Waiting {
            current: segment.path.clone(),
            ..Waiting::default()
        };
        let shared = Arc::new(Shared {
            folder: folder.to_path_buf(),
            waiting: Mutex::new(waiting),
            wake: Condvar::new(),
            done: Condvar::new(),
        });
        let output = Output::new(folder, segment_bytes, segment, faults);
        let work = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("check-log".to_owned())
            .spawn(move || {
                // Also if it panics: whoever waits must not wait for ever.
                let _ended = Ended(&work);
                work.run(output);
            })?;
        Ok(Self {
            shared,
            thread: Mutex::new(Some(thread)),
            filters: Mutex::new(()),
            _lock: lock,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.shared.folder
    }

    pub(super) fn is_current(&self, path: &Path) -> bool {
        self.shared.waiting().current == path
    }

    pub(super) fn standing(&self) -> Standing {
        let waiting = self.shared.waiting();
        if waiting.stopped {
            return Standing::Broken("it has stopped".to_owned());
        }
        waiting.standing.clone()
    }

    /// Whether a file may hold checks about a recipient made within `[from, until]`; the one being
    /// written always may.
    pub(super) fn may_hold(
        &self,
        path: &Path,
        recipient: RecipientId,
        span: (Timestamp, Timestamp),
    ) -> bool {
        if self.is_current(path) {
            return true;
        }
        let _one_at_a_time = self.filters.lock().unwrap_or_else(PoisonError::into_inner);
        filter::may_hold(path, recipient, span)
    }

    pub(super) fn append_single(
        &self,
        record: &[u8; RECORD_LEN],
    ) -> Result<Logging, CheckLogError> {
        self.append(RECORD_LEN, |waiting| {
            waiting.singles.extend_from_slice(record);
        })
    }

    pub(super) fn append_frame(&self, frame: Vec<u8>) -> Result<Logging, CheckLogError> {
        self.append(frame.len(), |waiting| {
            waiting.frames_bytes += frame.len();
            waiting.frames.push(frame);
        })
    }

    fn append(&self, len: usize, add: impl FnOnce(&mut Waiting)) -> Result<Logging, CheckLogError> {
        let (caller, told) = oneshot::channel();
        let mut waiting = self.shared.waiting();
        if waiting.stopped || waiting.closing {
            return Err(CheckLogError::Stopped);
        }
        if waiting.bytes() + len > WAITING_BYTES_MAX {
            return Err(CheckLogError::Full);
        }
        // Only the first one wakes the thread: a wake-up costs more than the rest of this.
        let first = waiting.is_empty();
        waiting.appended += 1;
        waiting.callers.push(caller);
        add(&mut waiting);
        drop(waiting);
        if first {
            self.shared.wake.notify_one();
        }
        Ok(Logging(told))
    }

    /// Waits until everything appended is in the file, or is known not to be.
    pub(super) fn write_out(&self) {
        let waiting = self.shared.waiting();
        let target = waiting.appended;
        let _waited = self
            .shared
            .done
            .wait_while(waiting, |waiting| {
                waiting.handled < target && !waiting.stopped
            })
            .unwrap_or_else(PoisonError::into_inner);
    }

    /// Waits until everything that was written is on disk.
    pub(super) fn flush(&self) -> Result<(), CheckLogError> {
        let mut waiting = self.shared.waiting();
        let target = waiting.appended;
        waiting.wanted_synced = waiting.wanted_synced.max(target);
        self.shared.wake.notify_one();
        let waiting = self
            .shared
            .done
            .wait_while(waiting, |waiting| {
                let given_up = waiting.handled >= target && waiting.standing.is_broken();
                waiting.synced < target && !given_up && !waiting.stopped
            })
            .unwrap_or_else(PoisonError::into_inner);
        if waiting.synced >= target {
            Ok(())
        } else {
            Err(CheckLogError::Stopped)
        }
    }

    pub(super) fn close(&self) -> Result<(), CheckLogError> {
        self.shared.waiting().closing = true;
        self.shared.wake.notify_one();
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // After a panic it has stopped all the same.
            let _panicked = thread.join();
        }
        let waiting = self.shared.waiting();
        if waiting.synced == waiting.appended {
            Ok(())
        } else {
            Err(CheckLogError::Stopped)
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(%error, "the log of checks was not closed well");
        }
    }
}

/// Tells everybody that the thread is gone.
struct Ended<'a>(&'a Shared);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting();
        waiting.stopped = true;
        // They hear of it by the channel's end.
        waiting.callers.clear();
        drop(waiting);
        self.0.done.notify_all();
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, mut output: Output) {
        let mut looked_at = this_moment();
        loop {
            let (taken, closing, sync_wanted) = self.gather(&output, looked_at);
            let upto = taken.appended;
            if !taken.is_empty() {
                self.write(&mut output, taken);
            }
            if closing || sync_wanted || looked_at.elapsed() >= SYNC {
                looked_at = this_moment();
                let synced = output.sync();
                let mut waiting = self.waiting();
                if synced.is_ok() {
                    waiting.synced = upto;
                } else {
                    // Whoever waits for it is told; it is tried again.
                    waiting.wanted_synced = waiting.synced;
                }
                drop(waiting);
                self.note(&output, synced.err().as_ref(), false);
            }
            if closing {
                output.give_back();
                return;
            }
        }
    }

    /// Writes what was taken, and tells who waits for it.
    fn write(&self, output: &mut Output, taken: Waiting) {
        let upto = taken.appended;
        let (callers, frames) = frames(taken);
        let written = output.write(&frames);
        self.waiting().handled = upto;
        self.note(output, written.as_ref().err(), true);
        for caller in callers {
            let told = match &written {
                Ok(()) => Ok(()),
                Err(error) => Err(CheckLogError::Io(again(error))),
            };
            // A caller that is gone needs no answer.
            let _gone = caller.send(told);
        }
    }

    /// Notes how it stands, and tells the operator when that has changed.
    fn note(&self, output: &Output, error: Option<&io::Error>, wrote: bool) {
        let mut waiting = self.waiting();
        waiting.current.clear();
        waiting.current.push(output.path());
        let was_broken = waiting.standing.is_broken();
        waiting.standing = match error {
            Some(error) => Standing::Broken(error.to_string()),
            // That the file could be mended does not say that there is room in it.
            None if output.is_short() && was_broken && !wrote => waiting.standing.clone(),
            None if output.is_short() => Standing::Short,
            None => Standing::Good,
        };
        let is_broken = waiting.standing.is_broken();
        drop(waiting);
        self.done.notify_all();
        match (was_broken, error) {
            (false, Some(error)) => {
                tracing::error!(%error, "the log of checks cannot be written; no check is answered until it can");
            }
            (true, None) if !is_broken => {
                tracing::info!("the log of checks is written again");
            }
            _ => {}
        }
    }

    /// Waits until there is something to do, and takes it.
    fn gather(&self, output: &Output, looked_at: Instant) -> (Waiting, bool, bool) {
        let mut waiting = self.waiting();
        let idle = |waiting: &Waiting| {
            waiting.is_empty() && !waiting.closing && waiting.wanted_synced <= waiting.synced
        };
        if output.is_synced() && !output.is_broken() {
            waiting.synced = waiting.synced.max(waiting.handled);
            waiting = self
                .wake
                .wait_while(waiting, |waiting| idle(waiting))
                .unwrap_or_else(PoisonError::into_inner);
        } else {
            let left = SYNC.saturating_sub(looked_at.elapsed());
            (waiting, _) = self
                .wake
                .wait_timeout_while(waiting, left, |waiting| idle(waiting))
                .unwrap_or_else(PoisonError::into_inner);
        }
        let taken = Waiting {
            singles: std::mem::take(&mut waiting.singles),
            frames: std::mem::take(&mut waiting.frames),
            frames_bytes: std::mem::take(&mut waiting.frames_bytes),
            callers: std::mem::take(&mut waiting.callers),
            appended: waiting.appended,
            ..Waiting::default()
        };
        let sync_wanted = waiting.wanted_synced > waiting.synced;
        (taken, waiting.closing, sync_wanted)
    }
}

/// The same error for one more who waits.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Only for measuring how long a write has waited to be synced.
#[expect(
    clippy::disallowed_methods,
    reason = "an interval of the writing thread; no answer and no record depends on it"
)]
fn this_moment() -> Instant {
    Instant::now()
}

type Callers = Vec<oneshot::Sender<Result<(), CheckLogError>>>;

/// Who waits, and the frames to write with their times.
fn frames(taken: Waiting) -> (Callers, Vec<(Vec<u8>, Timestamp)>) {
    let singles = taken
        .singles
        .chunks(FRAME_RECORDS_MAX * RECORD_LEN)
        .map(frame::singles);
    let frames = singles.chain(taken.frames).filter_map(|frame| {
        let head = frame::Head::read(frame.first_chunk()?)?;
        Some((frame, head.oldest))
    });
    (taken.callers, frames.collect())
}
