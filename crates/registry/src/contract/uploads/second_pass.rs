//! Saying those refusals of an upload again that stand before their approvals in the file.
//!
//! In a file that is ordered newest first a refusal comes while there is no record yet: it is H175 (rule 18); or while an
//! older refusal stands: it is H174 (rule 19). The approval further down is recorded then, and nothing would be left of the
//! refusal that ended it. They are among the rows that were kept as refused; what is recorded now is one of these no more.

use directory::upload::UploadCounts;
use ledger::Outcome;

use super::applying::{Applying, undecided};
use super::outcome::Fate;
use super::plan::Step;
use super::refused::{Kept, RefusedRow};
use super::source::{FileRow, GROUP_ROWS, Reader, Unread};
use super::told::REPEATED;
use super::{LEFT, blob, refused_blob};
use crate::blobs::BlobError;
use crate::{Error, Result};

/// The first record of a refusal.
const FIRST: &str = domain::ErrorCode::H175.as_wire();

/// A kept row, and what is read in it if it is to be said again.
type Again = (RefusedRow, Option<FileRow>);

impl Applying<'_> {
    /// Says them again. What dies in the middle is done again from the beginning, and records nothing twice.
    pub(super) async fn say_early_again(&mut self) -> Result<()> {
        if self.counts.early == 0 {
            return Ok(());
        }
        let (kept, length) = (refused_blob(&self.upload), self.work().refused_bytes);
        let (left, now) = (blob(&self.upload, LEFT), self.contract.now());
        let opened = self.contract.on_files(move |registry| {
            registry.blobs().delete(left)?;
            registry.blobs().create(left, now)?;
            registry.blobs().open(kept, length)
        });
        let mut kept = Kept::new(opened.await?);
        let (before, codes) = (self.counts, self.codes.clone());
        let mut bytes = 0;
        loop {
            let (rest, group) = self.group(kept).await?;
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
        self.refused_are_in(LEFT, bytes);
        Ok(())
    }

    /// The next rows that were kept.
    async fn group(&self, mut kept: Kept) -> Result<(Kept, Vec<Again>)> {
        let judging = self.judging.clone();
        let read = self.contract.blocking(move |registry| {
            let failed = |error: std::io::Error| Error::from(BlobError::Io(error));
            let mut reader = Reader::new(registry, &judging).map_err(|unread| match unread {
                Unread::Failed(error) => error,
                Unread::Refused(_) | Unread::Unwanted => undecided(),
            })?;
            let mut group = Vec::new();
            while group.len() < GROUP_ROWS
                && let Some(row) = kept.next().map_err(failed)?
            {
                let mut codes = row.told.iter().map(|told| told.code.as_ref());
                let is_early = codes.any(|code| code == REPEATED || code == FIRST);
                let read = is_early.then(|| reader.read(row.index, &row.row()));
                group.push((row, read));
            }
            Ok((kept, group))
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
            match outcome {
                Some(Outcome::Recorded(_)) => {
                    uncount(&mut self.counts, was_repeated);
                    if !was_repeated && let Some(count) = self.codes.get_mut(FIRST) {
                        *count = count.saturating_sub(1);
                    }
                    self.codes.retain(|_, count| *count > 0);
                    self.count(&Fate::Recorded, read);
                }
                _ if was_repeated => {}
                _ => row.write(written),
            }
        }
        Ok(())
    }
}

/// Takes back what a row was counted as.
const fn uncount(counts: &mut UploadCounts, was_repeated: bool) {
    if was_repeated {
        counts.already = counts.already.saturating_sub(1);
    } else {
        counts.refused = counts.refused.saturating_sub(1);
    }
}
