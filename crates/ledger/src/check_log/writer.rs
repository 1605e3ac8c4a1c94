//! The thread that writes, and what waits for it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use domain::{RecipientId, Timestamp};

use super::filter;
use super::frame::{self, RECORD_LEN};
use super::segment::{self, Segment};
use super::{CheckLogError, GATHER, SEGMENT_MILLIS_MAX, SYNC, WAITING_BYTES_MAX};

/// The most records of one frame of single checks.
const FRAME_RECORDS_MAX: usize = 16_384;

/// See the module.
pub(super) struct Writer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Held while a filter is looked for or made, so that none is made twice.
    filters: Mutex<()>,
    _lock: File,
}

struct Shared {
    folder: PathBuf,
    segment_bytes: u64,
    waiting: Mutex<Waiting>,
    /// Signalled when something waits, or somebody wants it written now.
    wake: Condvar,
    /// Signalled when something has been written or synced, or the thread has ended.
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
    /// Counts what was appended, written and synced.
    appended: u64,
    written: u64,
    synced: u64,
    /// Somebody waits for `written` or `synced` to come up to here.
    wanted_written: u64,
    wanted_synced: u64,
    closing: bool,
    stopped: bool,
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

impl Writer {
    pub(super) fn open(folder: &Path, segment_bytes: u64) -> Result<Self, CheckLogError> {
        fs::create_dir_all(folder)?;
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
            segment_bytes,
            waiting: Mutex::new(waiting),
            wake: Condvar::new(),
            done: Condvar::new(),
        });
        let work = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("check-log".to_owned())
            .spawn(move || work.run(segment))?;
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

    pub(super) fn append_single(&self, record: &[u8; RECORD_LEN]) -> Result<(), CheckLogError> {
        self.append(RECORD_LEN, |waiting| {
            waiting.singles.extend_from_slice(record);
        })
    }

    pub(super) fn append_frame(&self, frame: Vec<u8>) -> Result<(), CheckLogError> {
        self.append(frame.len(), |waiting| {
            waiting.frames_bytes += frame.len();
            waiting.frames.push(frame);
        })
    }

    fn append(&self, len: usize, add: impl FnOnce(&mut Waiting)) -> Result<(), CheckLogError> {
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
        add(&mut waiting);
        drop(waiting);
        if first {
            self.shared.wake.notify_one();
        }
        Ok(())
    }

    /// Waits until everything appended is in the file.
    pub(super) fn write_out(&self) -> Result<(), CheckLogError> {
        let mut waiting = self.shared.waiting();
        let target = waiting.appended;
        waiting.wanted_written = waiting.wanted_written.max(target);
        self.shared.wake.notify_one();
        self.wait(waiting, |waiting| waiting.written >= target)
    }

    /// Waits until everything appended is on disk.
    pub(super) fn flush(&self) -> Result<(), CheckLogError> {
        let mut waiting = self.shared.waiting();
        let target = waiting.appended;
        waiting.wanted_synced = waiting.wanted_synced.max(target);
        waiting.wanted_written = waiting.wanted_written.max(target);
        self.shared.wake.notify_one();
        self.wait(waiting, |waiting| waiting.synced >= target)
    }

    fn wait(
        &self,
        waiting: MutexGuard<'_, Waiting>,
        reached: impl Fn(&Waiting) -> bool,
    ) -> Result<(), CheckLogError> {
        let waiting = self
            .shared
            .done
            .wait_while(waiting, |waiting| !reached(waiting) && !waiting.stopped)
            .unwrap_or_else(PoisonError::into_inner);
        if reached(&waiting) {
            Ok(())
        } else {
            Err(CheckLogError::Stopped)
        }
    }

    pub(super) fn close(&self) -> Result<(), CheckLogError> {
        self.shared.waiting().closing = true;
        self.shared.wake.notify_one();
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take()
            && thread.join().is_err()
        {
            self.shared.stop();
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

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.waiting().stopped = true;
        self.done.notify_all();
    }

    fn run(&self, segment: Segment) {
        if let Err(error) = self.write_until_closed(segment) {
            tracing::error!(%error, "the log of checks cannot be written; checks are no longer answered");
        }
        self.stop();
    }

    fn write_until_closed(&self, mut segment: Segment) -> Result<(), CheckLogError> {
        let mut synced_at = this_moment();
        loop {
            let (taken, closing, sync_wanted) = self.gather(synced_at);
            let upto = taken.appended;
            let wrote = !taken.is_empty();
            for frame in frames(taken) {
                self.write(&mut segment, &frame)?;
            }
            if wrote {
                self.waiting().written = upto;
                self.done.notify_all();
            }
            if closing || sync_wanted || synced_at.elapsed() >= SYNC {
                segment.file.sync_data()?;
                synced_at = this_moment();
                self.waiting().synced = upto;
                self.done.notify_all();
            }
            if closing {
                return Ok(());
            }
        }
    }

    /// Waits until there is something to do, lets it gather for a moment, and takes it.
    fn gather(&self, synced_at: Instant) -> (Waiting, bool, bool) {
        let mut waiting = self.waiting();
        let urgent = |waiting: &Waiting| {
            waiting.closing
                || waiting.wanted_written > waiting.written
                || waiting.wanted_synced > waiting.synced
        };
        let idle = |waiting: &Waiting| waiting.is_empty() && !urgent(waiting);
        if waiting.written == waiting.synced {
            waiting = self
                .wake
                .wait_while(waiting, |waiting| idle(waiting))
                .unwrap_or_else(PoisonError::into_inner);
        } else {
            let left = SYNC.saturating_sub(synced_at.elapsed());
            (waiting, _) = self
                .wake
                .wait_timeout_while(waiting, left, |waiting| idle(waiting))
                .unwrap_or_else(PoisonError::into_inner);
        }
        if !waiting.is_empty() {
            (waiting, _) = self
                .wake
                .wait_timeout_while(waiting, GATHER, |waiting| {
                    !urgent(waiting) && waiting.bytes() < WAITING_BYTES_MAX / 2
                })
                .unwrap_or_else(PoisonError::into_inner);
        }
        let taken = Waiting {
            singles: std::mem::take(&mut waiting.singles),
            frames: std::mem::take(&mut waiting.frames),
            frames_bytes: std::mem::take(&mut waiting.frames_bytes),
            appended: waiting.appended,
            ..Waiting::default()
        };
        let sync_wanted = waiting.wanted_synced > waiting.synced;
        (taken, waiting.closing, sync_wanted)
    }

    fn write(
        &self,
        segment: &mut Segment,
        (frame, at): &(Vec<u8>, Timestamp),
    ) -> Result<(), CheckLogError> {
        let too_old = segment
            .began
            .is_some_and(|began| at.as_millis() - began.as_millis() >= SEGMENT_MILLIS_MAX);
        let holds_some = segment.began.is_some();
        if holds_some && (too_old || segment.len + frame.len() as u64 > self.segment_bytes) {
            segment.file.sync_data()?;
            // While it is still in the page cache. Without one, the first look-up makes it.
            if let Err(error) = filter::make(&segment.path) {
                tracing::warn!(%error, "a file of the log of checks has no filter yet");
            }
            let number = segment::number(&segment.path).unwrap_or_default() + 1;
            *segment = Segment::create(&self.folder, number)?;
            self.waiting().current.clone_from(&segment.path);
        }
        segment.file.write_all(frame)?;
        segment.len += frame.len() as u64;
        segment.began.get_or_insert(*at);
        Ok(())
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

/// The frames to write, with their times.
fn frames(taken: Waiting) -> impl Iterator<Item = (Vec<u8>, Timestamp)> {
    let singles: Vec<_> = taken
        .singles
        .chunks(FRAME_RECORDS_MAX * RECORD_LEN)
        .map(frame::singles)
        .collect();
    singles.into_iter().chain(taken.frames).filter_map(|frame| {
        let head = frame::Head::read(frame.first_chunk()?)?;
        Some((frame, head.oldest))
    })
}
