//! Saying those refusals of an upload again that stand before their approvals in the file.
//!
//! In a file that is ordered newest first a refusal comes while there is no record yet: it is H175 (rule 18); or while an
//! older refusal stands: it is H174 (rule 19). The approval further down is recorded then, and nothing would be left of the
//! refusal that ended it. They are among the rows that were kept as refused; what is recorded now is one of these no more.

use std::io::{self, ErrorKind};

use directory::upload::UploadCounts;
use keys::sealed_blob::DamagedBlob;

use super::applying::{Applying, undecided};
use super::outcome::Fate;
use super::plan::Step;
use super::refused::{Kept, RefusedRow};
use super::source::{FileRow, GROUP_ROWS, Reader, Unread};
use super::told::REPEATED;
use super::{LEFT, REFUSED, blob, refused_blob};
use crate::Result;
use crate::blobs::BlobError;

/// The first record of a refusal.
const FIRST: &str = domain::ErrorCode::H175.as_wire();

/// A kept row, and what is read in it if it is to be said again.
type Again = (RefusedRow, Option<FileRow>);

impl Applying<'_> {
    /// Says them again. What dies in the middle is done again from the beginning, and records nothing twice. `false`: the
    /// rows that were kept cannot be read.
    pub(super) async fn say_early_again(&mut self) -> Result<bool> {
        if self.counts.early == 0 {
            return Ok(true);
        }
        let (kept, length) = (refused_blob(&self.upload), self.work().refused_bytes);
        let part = match self.upload.work.refused_part {
            LEFT => REFUSED,
            _ => LEFT,
        };
        let (left, now) = (blob(&self.upload, part), self.contract.now());
        let opened = self.contract.on_files(move |registry| {
            registry.blobs().delete(left)?;
            registry.blobs().create(left, now)?;
            match registry.blobs().open(kept, length) {
                Err(BlobError::Missing | BlobError::Damaged) => Ok(None),
                opened => opened.map(Some),
            }
        });
        let Some(opened) = opened.await? else {
            return Ok(false);
        };
        let mut kept = Kept::new(opened);
        let (before, codes) = (self.counts, self.codes.clone());
        let mut bytes = 0;
        loop {
            let Some((rest, group)) = self.group(kept).await? else {
                (self.counts, self.codes) = (before, codes);
                return Ok(false);
            };
            kept = rest;
            if group.is_empty() {
                break;
            }
            let mut written = Vec::new();
            if let Err(error) = self.again(group, &mut written).await {
                (self.counts, self.codes) = (before, codes);
                return Err(error);
            }
            if !written.is_empty() {
                let append = self
                    .contract
                    .on_files(move |registry| registry.blobs().append(left, bytes, &written));
                bytes = append.await?;
            }
        }
        self.counts.early = 0;
        self.refused_are_in(part, bytes);
        Ok(true)
    }

    /// The next rows that were kept; `None`: they are damaged.
    async fn group(&self, mut kept: Kept) -> Result<Option<(Kept, Vec<Again>)>> {
        let judging = self.judging.clone();
        let read = self.contract.blocking(move |registry| {
            let mut reader = Reader::new(registry, &judging).map_err(|unread| match unread {
                Unread::Failed(error) => error,
                Unread::Refused(_) | Unread::Unwanted => undecided(),
            })?;
            let mut group = Vec::new();
            while group.len() < GROUP_ROWS {
                let row = match kept.next() {
                    Ok(Some(row)) => row,
                    Ok(None) => break,
                    Err(error) if is_damage(&error) => return Ok(None),
                    Err(error) => return Err(BlobError::Io(error).into()),
                };
                let mut codes = row.told.iter().map(|told| told.code.as_ref());
                let is_early = codes.any(|code| code == REPEATED || code == FIRST);
                let read = is_early.then(|| reader.read(row.index, &row.row()));
                group.push((row, read));
            }
            Ok(Some((kept, group)))
        });
        read.await
    }

    /// Says those of some rows again that are to be; writes what stays refused.
    async fn again(&mut self, group: Vec<Again>, written: &mut Vec<u8>) -> Result<()> {
        let mut rows = Vec::new();
        let mut kept = Vec::with_capacity(group.len());
        for (row, read) in group {
            kept.push((row, read.is_some()));
            rows.extend(read);
        }
        let rights = self.contract.upload_rights(&self.upload).await?;
        let steps = self.contract.plan_rows(&rights, &rows).await?;
        let mut outcomes = self.decided(&rows, &steps).await?.into_iter();
        let mut again = rows.iter().zip(steps);
        for (row, is_again) in kept {
            if !is_again {
                row.write(written);
                continue;
            }
            let (read, step) = again.next().ok_or_else(undecided)?;
            let outcome = match step {
                Step::Decide => Some(outcomes.next().ok_or_else(undecided)?),
                Step::Over(_) | Step::Refused(_) => None,
            };
            let was_repeated = row.told.iter().any(|told| told.code == REPEATED);
            match outcome.map(Fate::of) {
                // What it says holds now, or something newer does: it is refused no more. One that was repeated was not refused.
                Some(fate @ (Fate::Recorded | Fate::Already | Fate::Older))
                    if fate == Fate::Recorded || !was_repeated =>
                {
                    uncount(&mut self.counts, was_repeated);
                    if !was_repeated && let Some(count) = self.codes.get_mut(FIRST) {
                        *count = count.saturating_sub(1);
                    }
                    self.codes.retain(|_, count| *count > 0);
                    self.count(&fate, read);
                }
                _ if was_repeated => {}
                _ => row.write(written),
            }
        }
        Ok(())
    }
}

/// Whether rows that were kept are not as they were written.
fn is_damage(error: &io::Error) -> bool {
    let no_row = [ErrorKind::InvalidData, ErrorKind::UnexpectedEof];
    DamagedBlob::is_in(error) || no_row.contains(&error.kind())
}

/// Takes back what a row was counted as.
const fn uncount(counts: &mut UploadCounts, was_repeated: bool) {
    if was_repeated {
        counts.already = counts.already.saturating_sub(1);
    } else {
        counts.refused = counts.refused.saturating_sub(1);
    }
}
