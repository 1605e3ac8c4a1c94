//! Recording the rows of an upload.
//!
//! Some groups at a time are decided by the ledger; their refused rows are written behind those before, and then how far
//! all of it has come is noted. A process that dies in between decides those groups again, under the same identities:
//! what had been recorded is found, and what had been refused stays refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::upload::{UploadCounts, UploadRow, UploadWork};
use domain::calendar::surely_in_time_since;
use domain::policy::Repetition;
use domain::{ErrorCode, ItemId, Policy, Timestamp};
use ledger::{Action, Command, Outcome};
use tables::Layout;

use super::outcome::{Fate, count, is_early, is_late};
use super::plan::Step;
use super::refused::RefusedRow;
use super::source::{DAMAGED, FileRow, GROUP_ROWS, Judging, Rows, Unread};
use super::told::{Told, told};
use super::{refused_blob, unread_parts};
use crate::blobs::BlobError;
use crate::earlier::{Earlier, Then};
use crate::{Contract, Error, Result};

/// How many groups of rows go to the ledger at once.
const GROUPS_AT_ONCE: usize = 4;

/// How many rows an attempt that was cut off may have submitted behind those that are noted as done.
const ROWS_AT_ONCE: u64 = (GROUPS_AT_ONCE * GROUP_ROWS) as u64;

/// An upload whose rows are being recorded.
pub(super) struct Applying<'a> {
    pub(super) contract: Contract<'a>,
    pub(super) upload: UploadRow,
    pub(super) judging: Judging,
    pub(super) counts: UploadCounts,
    pub(super) codes: BTreeMap<String, u64>,
    rows_done: u64,
    refused_bytes: u64,
    /// Up to which row an earlier attempt may have submitted.
    retried_until: u64,
    in_time_since: Timestamp,
}

impl Contract<'_> {
    /// Records the rows of an upload to the end, from wherever it was left.
    pub(super) async fn apply_upload(self, upload: UploadRow) -> Result<()> {
        let id = upload.id;
        let Some(attempts) = self.directory().begin_upload_work(id).await? else {
            return Ok(());
        };
        let (layout, policy) = (self.upload_layout(&upload), self.upload_policy(&upload));
        let (Some(layout), Some(policy)) = (layout, policy.await?) else {
            return self.fail_upload(&upload, DAMAGED).await;
        };
        let mut applying = Applying::new(self, upload, layout, policy, attempts > 0);
        if !applying.prepare().await? {
            return self.fail_upload(&applying.upload, DAMAGED).await;
        }
        let mut rows = self.upload_rows(&applying.upload, &applying.judging, applying.rows_done);
        let applied = applying.apply_all(&mut rows).await;
        // Whatever came of it, nobody reads the file any more when this returns.
        let end = rows.end().await;
        // Not wanted: somebody has ended it meanwhile.
        let is_wanted = applied?;
        let mut failure = match end {
            Ok(()) => None,
            Err(_) if !is_wanted => None,
            Err(Unread::Unwanted) => return Ok(()),
            Err(Unread::Refused(word)) => Some(word),
            Err(Unread::Failed(error)) => return Err(error),
        };
        // Also where the rest is not read: what these refusals have ended is recorded, and they are not.
        if !applying.say_early_again().await? {
            failure = failure.or(Some(DAMAGED));
        }
        let (directory, work, now) = (self.directory(), applying.work(), self.now());
        let is_done = is_wanted
            && failure.is_none()
            && directory.finish_upload(id, work.clone(), now).await?;
        if !is_done {
            directory.note_upload_work(id, work).await?;
        }
        if let Some(word) = failure {
            return self.fail_upload(&applying.upload, word).await;
        }
        // What a process that dies here leaves goes with the upload.
        let over = unread_parts(&applying.upload);
        Ok(self.delete_files(&applying.upload, over).await?)
    }

    /// The switches of an upload's brand; `None`: there is no such brand.
    pub(super) async fn upload_policy(self, upload: &UploadRow) -> Result<Option<Arc<Policy>>> {
        let standing = self.standing(upload.brand).await?;
        Ok(standing.map(|standing| standing.policy(Repetition::AnswerFirst)))
    }

    /// Says that an upload cannot be read any further.
    pub(super) async fn fail_upload(self, upload: &UploadRow, word: &'static str) -> Result<()> {
        let now = self.now();
        self.directory().fail_upload(upload.id, word, now).await?;
        Ok(self.delete_files(upload, unread_parts(upload)).await?)
    }
}

impl<'a> Applying<'a> {
    fn new(
        contract: Contract<'a>,
        upload: UploadRow,
        layout: Layout,
        policy: Arc<Policy>,
        is_retried: bool,
    ) -> Self {
        let arrived_at = upload.confirmed_at.unwrap_or_else(|| contract.now());
        let rows_done = upload.work.rows_done;
        let in_time_since = contract.calendar().in_time_since(arrived_at);
        Self {
            contract,
            judging: Judging {
                layout: Arc::new(layout),
                policy,
                arrived_at,
            },
            counts: upload.work.counts,
            codes: serde_json::from_str(&upload.work.codes).unwrap_or_default(),
            rows_done,
            refused_bytes: upload.work.refused_bytes,
            retried_until: if is_retried {
                rows_done + ROWS_AT_ONCE
            } else {
                0
            },
            in_time_since: in_time_since.unwrap_or_else(|_| surely_in_time_since(arrived_at)),
            upload,
        }
    }

    /// Has the file of refused rows as long as is noted; whether it is that long at least.
    async fn prepare(&self) -> Result<bool> {
        let (file, length, now) = (
            refused_blob(&self.upload),
            self.refused_bytes,
            self.contract.now(),
        );
        let prepared = self.contract.on_files(move |registry| {
            let blobs = registry.blobs();
            match blobs.length(file) {
                Err(BlobError::Missing) if length == 0 => blobs.create(file, now).map(|()| true),
                Ok(there) if there > length => blobs.cut(file, length).map(|()| true),
                Ok(there) => Ok(there == length),
                Err(BlobError::Missing | BlobError::Damaged) => Ok(false),
                Err(error) => Err(error),
            }
        });
        Ok(prepared.await?)
    }

    /// How far it has come.
    pub(super) fn work(&self) -> UploadWork {
        UploadWork {
            rows_done: self.rows_done,
            counts: self.counts,
            refused_bytes: self.refused_bytes,
            refused_part: self.upload.work.refused_part,
            codes: serde_json::to_string(&self.codes).unwrap_or_default(),
        }
    }

    /// Says that another file has the refused rows now.
    pub(super) fn refused_are_in(&mut self, part: u8, bytes: u64) {
        self.upload.work.refused_part = part;
        self.refused_bytes = bytes;
    }

    /// Records all rows. `false`: the upload is not to be worked on any more.
    async fn apply_all(&mut self, rows: &mut Rows) -> Result<bool> {
        while let Some(group) = rows.next(GROUPS_AT_ONCE).await {
            if !self.apply(group).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Records some rows, and notes it. `false`: the upload is not to be worked on any more.
    async fn apply(&mut self, rows: Vec<FileRow>) -> Result<bool> {
        let rights = self.contract.upload_rights(&self.upload).await?;
        let mut steps = self.contract.plan_rows(&rights, &rows).await?;
        let is_retried = |row: &FileRow| u64::from(row.index) < self.retried_until;
        let rows = if rows.first().is_some_and(is_retried) {
            let known = self.known(rows, steps).await?;
            steps = known.1;
            known.0
        } else {
            rows
        };
        let mut outcomes = self.decided(&rows, &steps).await?.into_iter();
        let mut refused = Vec::new();
        for (row, step) in rows.iter().zip(steps) {
            let outcome = match step {
                Step::Over(fate) => Ok(fate),
                Step::Refused(violations) => Err(Outcome::Refused(violations)),
                Step::Decide => Err(outcomes.next().ok_or_else(undecided)?),
            };
            self.note(row, outcome, &mut refused);
        }
        self.rows_done += rows.len() as u64;
        if !refused.is_empty() {
            let (file, at) = (refused_blob(&self.upload), self.refused_bytes);
            let append = self
                .contract
                .on_files(move |registry| registry.blobs().append(file, at, &refused));
            self.refused_bytes = append.await?;
        }
        let directory = self.contract.directory();
        let noted = directory.note_upload_work(self.upload.id, self.work());
        Ok(noted.await?)
    }

    /// What an attempt that was cut off has done of rows.
    async fn known(
        &self,
        rows: Vec<FileRow>,
        steps: Vec<Step>,
    ) -> Result<(Vec<FileRow>, Vec<Step>)> {
        let (brand, id) = (self.upload.brand, self.upload.id);
        let (policy, now) = (Arc::clone(&self.judging.policy), self.judging.arrived_at);
        let known = self.contract.blocking(move |registry| {
            let then = Then {
                ledger: registry.ledger(),
                brand,
                policy: &policy,
                calendar: registry.calendar(),
                now,
            };
            let mut told = Vec::with_capacity(steps.len());
            for (row, step) in rows.iter().zip(steps) {
                let step = match (&row.read, step) {
                    (Ok(request), Step::Decide) => {
                        let item = ItemId {
                            request: id,
                            index: row.index,
                        };
                        match then.outcome(item, request)? {
                            Earlier::Recorded => Step::Over(Fate::Recorded),
                            Earlier::Refused(violations) => Step::Refused(violations),
                            Earlier::Unknown => Step::Decide,
                        }
                    }
                    (_, step) => step,
                };
                told.push(step);
            }
            Ok((rows, told))
        });
        known.await
    }

    /// Has the ledger decide those rows that are left to it.
    pub(super) async fn decided(&self, rows: &[FileRow], steps: &[Step]) -> Result<Vec<Outcome>> {
        let left = rows.iter().zip(steps);
        let left = left.filter(|(_, step)| matches!(step, Step::Decide));
        let commands: Vec<Command> = left
            .filter_map(|(row, _)| {
                Some(Command {
                    brand: self.upload.brand,
                    item: ItemId {
                        request: self.upload.id,
                        index: row.index,
                    },
                    action: Action::Consent(row.read.as_ref().ok()?.clone()),
                    received_at: self.judging.arrived_at,
                    policy: Arc::clone(&self.judging.policy),
                    retried: u64::from(row.index) < self.retried_until
                        || self.rows_done > u64::from(row.index),
                })
            })
            .collect();
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.contract.ledger().submit(commands).await?)
    }

    /// Counts a row, and keeps it if it was refused or has to be said again.
    fn note(&mut self, row: &FileRow, outcome: Result<Fate, Outcome>, refused: &mut Vec<u8>) {
        let (fate, is_early) = match outcome {
            Ok(fate) => (fate, false),
            Err(outcome) => {
                let is_early = match (&row.read, &outcome) {
                    (Ok(request), Outcome::Refused(violations)) => is_early(request, violations),
                    _ => false,
                };
                (Fate::of(outcome), is_early)
            }
        };
        self.counts.early += u64::from(is_early);
        self.count(&fate, row);
        let told: Vec<Told> = match fate {
            Fate::Refused(told) => told,
            // It is left out of the file in the end.
            Fate::Already if is_early => told(ErrorCode::H174),
            _ => return,
        };
        let kept = RefusedRow {
            index: row.index,
            line: row.row.line(),
            told,
            cells: row.row.cells().map(str::to_owned).collect(),
        };
        kept.write(refused);
    }

    /// Counts what became of a row.
    pub(super) fn count(&mut self, fate: &Fate, row: &FileRow) {
        count(fate, row.is_back, &mut self.counts, &mut self.codes);
        if let (Fate::Recorded, Ok(request)) = (fate, &row.read)
            && is_late(request, self.in_time_since)
        {
            self.counts.late += 1;
        }
    }
}

pub(super) fn undecided() -> Error {
    Error::Failed("the ledger left a row undecided".into())
}
