//! What became of a row.

use std::collections::BTreeMap;

use directory::upload::UploadCounts;
use domain::draft::ConsentRequest;
use domain::{ErrorCode, Status, Timestamp, Violation};
use ledger::Outcome;

use super::told::{Told, told_of};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was recorded.
    Recorded,
    /// The record says so already.
    Already,
    /// A newer word is recorded.
    Older,
    /// It was refused.
    Refused(Vec<Told>),
}

impl Fate {
    /// What the ledger's answer means.
    pub(super) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Recorded(_) => Self::Recorded,
            Outcome::AlreadyRecorded { .. } | Outcome::Unchanged => Self::Already,
            Outcome::Refused(violations) => Self::refused(&violations),
        }
    }

    /// What a refusal by the rules means.
    pub(super) fn refused(violations: &[Violation]) -> Self {
        let has = |code: ErrorCode| violations.iter().any(|one| one.code == code);
        if has(ErrorCode::H174) {
            Self::Already
        } else if has(ErrorCode::H178) {
            Self::Older
        } else {
            Self::Refused(violations.iter().map(told_of).collect())
        }
    }
}

/// Whether a refusal may have come before its approval in the file: there was no record yet, or an older refusal. In a file
/// that is ordered newest first it comes before.
pub(super) fn is_early(request: &ConsentRequest, violations: &[Violation]) -> bool {
    let is_early = |one: &Violation| matches!(one.code, ErrorCode::H174 | ErrorCode::H175);
    request.status == Status::Refusal && violations.iter().any(is_early)
}

/// Whether a refusal is later than an approval may be; it is taken all the same (rule 27).
pub(super) fn is_late(request: &ConsentRequest, in_time_since: Timestamp) -> bool {
    let is_late = request
        .consent_date
        .is_some_and(|date| date < in_time_since);
    request.status == Status::Refusal && is_late
}

/// Counts a row. `is_back`: it had been refused in an earlier file.
pub(super) fn count(
    fate: &Fate,
    is_back: bool,
    counts: &mut UploadCounts,
    codes: &mut BTreeMap<String, u64>,
) {
    match fate {
        Fate::Recorded if is_back => counts.corrected += 1,
        Fate::Recorded => counts.recorded += 1,
        Fate::Already => counts.already += 1,
        Fate::Older => counts.older += 1,
        Fate::Refused(told) => {
            counts.refused += 1;
            if let Some(first) = told.first() {
                *codes.entry(first.code.clone().into_owned()).or_default() += 1;
            }
        }
    }
}
