//! The file being written, and how it goes on after a failure.
//!
//! What cannot be written whole is cut off again, and the next try goes into a new file. After a failed sync the
//! bytes since the last one are written over themselves before they are synced again: the system would take them for
//! written otherwise. Nothing is taken as long as either fails.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::Timestamp;
use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

use super::faults::{Faults, Step};
use super::filter;
use super::segment::{self, Segment};

/// How much room is reserved ahead of what is written, in bytes; about 200,000 single checks.
pub const RESERVE_BYTES: u64 = 16 * 1024 * 1024;
/// The age at which a file is followed by the next: a day.
pub const SEGMENT_AGE_MAX: Duration = Duration::from_hours(24);

/// The file that checks are written to, and what follows it.
pub(super) struct Output {
    folder: PathBuf,
    segment_bytes: u64,
    segment: Segment,
    faults: Faults,
    /// Up to here the file is on disk, in bytes.
    synced: u64,
    /// Up to here the file has room that nobody else can take, in bytes.
    reserved: u64,
    reserving: Reserving,
    repair: Repair,
}

/// What has to be done before anything is written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Repair {
    /// Something half-written is at the file's end.
    cut: bool,
    /// A sync has failed.
    rewrite: bool,
    /// The file is not to be trusted with more.
    begin_anew: bool,
}

/// How it goes with reserving room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reserving {
    Works,
    /// There was no room for it the last time.
    Short,
    /// The file system cannot do it.
    Unsupported,
}

impl Output {
    pub(super) fn new(folder: &Path, segment_bytes: u64, segment: Segment, faults: Faults) -> Self {
        Self {
            folder: folder.to_path_buf(),
            segment_bytes,
            synced: segment.len,
            reserved: segment.len,
            segment,
            faults,
            reserving: Reserving::Works,
            repair: Repair::default(),
        }
    }

    /// The file being written.
    pub(super) fn path(&self) -> &Path {
        &self.segment.path
    }

    pub(super) fn is_synced(&self) -> bool {
        self.synced == self.segment.len && !self.repair.rewrite
    }

    /// Whether nothing can be written before a repair.
    pub(super) fn is_broken(&self) -> bool {
        self.repair != Repair::default()
    }

    /// Whether there was no room to be reserved the last time.
    pub(super) fn is_short(&self) -> bool {
        self.reserving == Reserving::Short
    }

    /// Writes frames with their times. After an error none of them counts.
    pub(super) fn write(&mut self, frames: &[(Vec<u8>, Timestamp)]) -> io::Result<()> {
        self.mend()?;
        for (frame, at) in frames {
            if self.is_full(frame.len() as u64, *at) {
                self.begin_anew()?;
            }
            self.reserve(frame.len() as u64);
            if let Err(error) = self.write_frame(frame) {
                self.repair.cut = true;
                self.repair.begin_anew = true;
                // A file that ends in half a frame is read up to there all the same; it is tried again.
                let _later = self.cut();
                return Err(error);
            }
            self.segment.len += frame.len() as u64;
            self.segment.began.get_or_insert(*at);
        }
        Ok(())
    }

    fn write_frame(&mut self, frame: &[u8]) -> io::Result<()> {
        if let Err(fault) = (self.faults)(Step::Write) {
            let written = fault.written.min(frame.len());
            self.segment.file.write_all(&frame[..written])?;
            return Err(fault.error);
        }
        self.segment.file.write_all(frame)
    }

    /// Makes what was written durable.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.mend()?;
        self.sync_file()
    }

    fn sync_file(&mut self) -> io::Result<()> {
        if self.synced == self.segment.len {
            return Ok(());
        }
        if let Err(error) = self.step(Step::Sync, |output| output.segment.file.sync_data()) {
            self.repair.rewrite = true;
            self.repair.begin_anew = true;
            return Err(error);
        }
        self.synced = self.segment.len;
        Ok(())
    }

    /// Does what failures have left to do.
    pub(super) fn mend(&mut self) -> io::Result<()> {
        if self.repair.cut {
            self.cut()?;
        }
        if self.repair.rewrite {
            self.rewrite()?;
        }
        if self.repair.begin_anew {
            // An empty one is as good as a new one.
            if self.segment.began.is_some() {
                self.begin_anew()?;
            }
            self.repair.begin_anew = false;
            // Whether there is room for more than a new file's first bytes.
            self.reserve(0);
        }
        Ok(())
    }

    /// Cuts off what is half-written.
    fn cut(&mut self) -> io::Result<()> {
        let len = self.segment.len;
        self.step(Step::Cut, |output| output.segment.file.set_len(len))?;
        self.reserved = len;
        self.repair.cut = false;
        Ok(())
    }

    /// Writes what was not synced over itself, and syncs it.
    fn rewrite(&mut self) -> io::Result<()> {
        let file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(&self.segment.path)?;
        let len = usize::try_from(self.segment.len - self.synced).map_err(io::Error::other)?;
        let mut bytes = vec![0; len];
        file.read_exact_at(&mut bytes, self.synced)?;
        file.write_all_at(&bytes, self.synced)?;
        self.step(Step::Sync, |_| file.sync_data())?;
        self.synced = self.segment.len;
        self.repair.rewrite = false;
        Ok(())
    }

    fn is_full(&self, more: u64, at: Timestamp) -> bool {
        let too_old = self
            .segment
            .began
            .is_some_and(|began| at.since(began) >= SEGMENT_AGE_MAX);
        self.segment.began.is_some() && (too_old || self.segment.len + more > self.segment_bytes)
    }

    /// Ends the file and begins the next one.
    fn begin_anew(&mut self) -> io::Result<()> {
        self.repair.begin_anew = true;
        self.sync_file()?;
        self.give_back();
        // While it is still in the page cache. Without one, the first look-up makes it.
        if let Err(error) = filter::make(&self.segment.path) {
            tracing::warn!(%error, "a file of the log of checks has no filter yet");
        }
        let number = segment::number(&self.segment.path).unwrap_or_default() + 1;
        let next = self.step(Step::Create, |output| {
            Segment::create(&output.folder, number)
        })?;
        self.synced = next.len;
        self.reserved = next.len;
        self.segment = next;
        self.repair.begin_anew = false;
        Ok(())
    }

    /// Sees that there is room for this much and some more. That there is none is told, and no error yet.
    fn reserve(&mut self, more: u64) {
        let wanted = self.segment.len + more;
        if self.reserving == Reserving::Unsupported || wanted + RESERVE_BYTES / 2 <= self.reserved {
            return;
        }
        let upto = (wanted + RESERVE_BYTES).min(self.segment_bytes.max(wanted));
        if upto <= self.reserved {
            return;
        }
        let (from, len) = (self.segment.len, upto - self.segment.len);
        let reserved = self.step(Step::Reserve, |output| {
            let file = &output.segment.file;
            fallocate(file, FallocateFlags::KEEP_SIZE, from, len).map_err(io::Error::from)
        });
        let was = self.reserving;
        match reserved {
            Ok(()) => {
                self.reserved = upto;
                self.reserving = Reserving::Works;
                if was == Reserving::Short {
                    tracing::info!("there is room for the log of checks again");
                }
            }
            Err(error) if is_unsupported(&error) => self.reserving = Reserving::Unsupported,
            Err(error) => {
                self.reserving = Reserving::Short;
                if was != Reserving::Short {
                    tracing::warn!(
                        %error, bytes_left = self.reserved.saturating_sub(self.segment.len),
                        "there is hardly any room left for the log of checks; without it no check is answered"
                    );
                }
            }
        }
    }

    /// Gives back the room that was reserved and not used.
    pub(super) fn give_back(&mut self) {
        // It is not needed; what stays reserved is only lost room.
        let _kept = self.segment.file.set_len(self.segment.len);
        self.reserved = self.segment.len;
    }

    fn step<T>(
        &mut self,
        step: Step,
        work: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> io::Result<T> {
        (self.faults)(step).map_err(|fault| fault.error)?;
        work(self)
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    [Errno::OPNOTSUPP, Errno::NOSYS, Errno::INVAL]
        .iter()
        .any(|errno| code == Some(errno.raw_os_error()))
}
