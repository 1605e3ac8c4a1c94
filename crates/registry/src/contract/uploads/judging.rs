//! What would happen to the rows of an upload, without writing anything.
//!
//! Each row is held against what is recorded now. What rows of one file would do to each other is not looked at.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use directory::upload::{UploadCounts, UploadRow, UploadState};
use domain::rules::{self, Context, Decision};
use domain::{ConsentKey, ErrorCode, Policy, Timestamp};
use serde::{Deserialize, Serialize};

use super::outcome::{Fate, count};
use super::plan::Step;
use super::source::{DAMAGED, FileRow, Judging, Unread};
use crate::{Contract, Registry, Result};

/// From now to a moment of tomorrow. Whether an approval is late depends on the day alone.
const TOMORROW: Duration = Duration::from_hours(24);

/// What would happen to the rows of an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// When that was found out, in milliseconds since 1970.
    pub judged_at_millis: i64,
    /// How many rows there are.
    pub rows: u64,
    /// How many would be recorded.
    pub recorded: u64,
    /// How many would be recorded after they had been refused in an earlier file.
    pub corrected: u64,
    /// How many say what is recorded already.
    pub already: u64,
    /// How many are older than what is recorded.
    pub older: u64,
    /// How many would be refused.
    pub refused: u64,
    /// How many would be refused with each code.
    pub codes: BTreeMap<String, u64>,
    /// How many approvals are too late today.
    pub late_today: u64,
    /// How many approvals will be too late by the end of tomorrow, those of today among them.
    pub late_tomorrow: u64,
}

/// The sums so far.
struct Sums {
    policy: Arc<Policy>,
    now: Timestamp,
    /// How many records the quota's brands would have.
    used: u64,
    counts: UploadCounts,
    judgement: Judgement,
}

impl Contract<'_> {
    /// Finds out what would happen to the rows of an upload, and keeps it.
    pub(super) async fn judge_rows(self, upload: &UploadRow) -> Result<()> {
        let (layout, policy) = (self.upload_layout(upload), self.upload_policy(upload));
        let (Some(layout), Some(policy)) = (layout, policy.await?) else {
            return self.fail_upload(upload, DAMAGED).await;
        };
        let now = self.now();
        let quota = policy.quota.iter().flat_map(|quota| quota.brands.iter());
        let used = quota.map(|brand| self.ledger().counts(*brand).records());
        let judging = Judging {
            layout: Arc::new(layout),
            policy: Arc::clone(&policy),
            arrived_at: now,
        };
        let mut sums = Sums {
            used: used.sum(),
            policy,
            now,
            counts: UploadCounts::default(),
            judgement: Judgement {
                judged_at_millis: now.as_millis(),
                ..Judgement::default()
            },
        };
        let mut rows = self.upload_rows(upload, &judging, 0);
        while let Some(group) = rows.next(1).await {
            let now = self.directory().upload(upload.id).await?;
            if now.is_none_or(|now| now.state != UploadState::Judging) {
                // Somebody has ended it; nobody reads the file any more when this returns.
                let _end = rows.end().await;
                return Ok(());
            }
            let rights = self.upload_rights(upload).await?;
            let steps = self.plan_rows(&rights, &group).await?;
            let brand = upload.brand;
            let judged = self.blocking(move |registry| {
                for (row, step) in group.iter().zip(steps) {
                    sums.judge(registry, brand, row, step)?;
                }
                Ok(sums)
            });
            sums = judged.await?;
        }
        match rows.end().await {
            Ok(()) | Err(Unread::Unwanted) => {}
            Err(Unread::Refused(word)) => return self.fail_upload(upload, word).await,
            Err(Unread::Failed(error)) => return Err(error),
        }
        let Sums {
            counts,
            mut judgement,
            ..
        } = sums;
        judgement.recorded = counts.recorded;
        judgement.corrected = counts.corrected;
        judgement.already = counts.already;
        judgement.older = counts.older;
        judgement.refused = counts.refused;
        let json = serde_json::to_string(&judgement);
        let json = json.map_err(|error| crate::Error::Failed(error.into()))?;
        Ok(self
            .directory()
            .set_upload_judgement(upload.id, json)
            .await?)
    }
}

impl Sums {
    fn judge(
        &mut self,
        registry: &Registry,
        brand: domain::BrandCode,
        row: &FileRow,
        step: Step,
    ) -> Result<()> {
        let context = |now| Context {
            now,
            calendar: registry.calendar(),
            policy: &self.policy,
            used: self.used,
        };
        let late = ErrorCode::H467;
        let (mut is_late, mut is_late_tomorrow) = (false, false);
        match &row.read {
            Ok(request) => {
                let is_late_at = |now| {
                    let found = rules::check(request, &context(now));
                    found.iter().any(|violation| violation.code == late)
                };
                is_late = is_late_at(self.now);
                is_late_tomorrow = is_late_at(self.now + TOMORROW);
            }
            Err(told) if told.iter().any(|told| told.code == late.as_wire()) => {
                (is_late, is_late_tomorrow) = (true, true);
            }
            Err(_) => {}
        }
        let mut is_new = false;
        let fate = match (step, &row.read) {
            (Step::Decide, Ok(request)) => {
                let key = ConsentKey {
                    recipient: registry.ledger().recipient_id(&request.address),
                    brand,
                    recipient_type: request.recipient_type,
                    channel: request.channel,
                };
                let state = registry.ledger().state(&key)?;
                is_new = state.is_none();
                match rules::decide(state.as_ref(), request, &context(self.now)) {
                    Ok(Decision::Record(_)) => Fate::Recorded,
                    Ok(Decision::AlreadyRecorded) => Fate::Already,
                    Err(violations) => Fate::refused(&violations),
                }
            }
            (Step::Over(fate), _) => fate,
            (Step::Refused(violations), _) => Fate::refused(&violations),
            (Step::Decide, Err(told)) => Fate::Refused(told.clone()),
        };
        self.used += u64::from(is_new && fate == Fate::Recorded);
        let codes = &mut self.judgement.codes;
        count(&fate, row.is_back, &mut self.counts, codes);
        self.judgement.rows += 1;
        self.judgement.late_today += u64::from(is_late);
        self.judgement.late_tomorrow += u64::from(is_late_tomorrow);
        Ok(())
    }
}
