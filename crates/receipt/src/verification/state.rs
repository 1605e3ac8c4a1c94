//! What a record said at an instant.

use domain::canonical::Opened;
use domain::{Change, Timestamp};

use super::checking::{self, Checked};
use crate::finding::{Fault, Finding, Proven, StateFault, Unproven};
use crate::state::{RecordKey, StateProof};
use crate::trust::Trust;
use crate::verdict::{About, Section};

/// What a state proof proves to whoever believes these: each receipt by itself, then that they leave
/// no room between them. Beside the sections stands what its receipts came to.
pub fn check<'a>(proof: &'a StateProof, trust: &Trust) -> (Vec<Section>, Vec<Checked<'a>>) {
    let mut sections = Vec::new();
    let mut checked = Vec::new();
    let before = proof.before().iter().enumerate();
    let receipts = before
        .map(|(position, receipt)| (About::Before(position), receipt))
        .chain(proof.after().map(|receipt| (About::After, receipt)));
    for (about, receipt) in receipts {
        let found = checking::check(receipt, trust);
        sections.push(Section {
            about,
            findings: found.findings.clone(),
        });
        checked.push(found);
    }
    let (before, after) = checked.split_at(proof.before().len());
    let findings = state(proof, before, after.first())
        .unwrap_or_else(|fault| vec![Finding::Failed(Fault::State(fault))]);
    if !findings.is_empty() {
        sections.push(Section {
            about: About::State,
            findings,
        });
    }
    (sections, checked)
}

fn state(
    proof: &StateProof,
    before: &[Checked<'_>],
    after: Option<&Checked<'_>>,
) -> Result<Vec<Finding>, StateFault> {
    let all = || before.iter().chain(after);
    // What cannot be opened, or is not of a trusted log, has failed in its own section.
    if all().any(|found| found.opened.is_none() || found.signed.is_none()) {
        return Ok(Vec::new());
    }
    let mut origins = all()
        .filter_map(|found| found.signed.as_ref())
        .map(|it| &it.origin);
    let first = origins.next();
    if origins.any(|origin| Some(origin) != first) {
        return Err(StateFault::OtherLog);
    }
    let mut findings = Vec::new();
    let mut previous: Option<&Checked<'_>> = None;
    for found in all() {
        let Some(opened) = &found.opened else {
            continue;
        };
        if RecordKey::of(opened) != *proof.key() {
            return Err(StateFault::OtherRecord);
        }
        // The first one of `before` may follow anything; the first of all that is shown where there
        // was no record must follow nothing.
        if previous.is_some() || before.is_empty() {
            let named = previous.map(|previous| previous.index);
            if opened.prev != named || named.is_some_and(|named| named >= found.index) {
                return Err(StateFault::Gap);
            }
        }
        if let Some(previous) = previous {
            findings.push(Finding::Proven(Proven::Adjacent {
                before: previous.index,
                after: found.index,
            }));
        }
        previous = Some(found);
    }
    times(proof.instant(), before, after)?;
    findings.extend(said(proof.instant(), before, after)?);
    Ok(findings)
}

fn times(
    instant: Timestamp,
    before: &[Checked<'_>],
    after: Option<&Checked<'_>>,
) -> Result<(), StateFault> {
    let recorded = |found: &Checked<'_>| found.opened.as_ref().map(|opened| opened.recorded_at);
    if before.iter().filter_map(recorded).any(|at| at > instant) {
        return Err(StateFault::TooLate);
    }
    if after.and_then(recorded).is_some_and(|at| at <= instant) {
        return Err(StateFault::TooEarly);
    }
    Ok(())
}

/// The state, if both sides are there.
fn said(
    instant: Timestamp,
    before: &[Checked<'_>],
    after: Option<&Checked<'_>>,
) -> Result<Option<Finding>, StateFault> {
    let status = |opened: &Opened| match &opened.change {
        Change::Consent(consent) => Some((consent.status, opened.recorded_at)),
        Change::Access(_) => None,
    };
    let mut opened = before.iter().filter_map(|found| found.opened.as_ref());
    let set = match opened.next() {
        Some(first) => Some(status(first).ok_or(StateFault::NoStatus)?),
        None => None,
    };
    if opened.any(|later| status(later).is_some()) {
        return Err(StateFault::LaterStatus);
    }
    let after = after.and_then(|found| found.opened.as_ref());
    let last = before
        .last()
        .and_then(|last| Some((last.index, last.signed.as_ref()?.size)));
    Ok(match (set, after, last) {
        (Some((status, since)), Some(_), _) => Some(Finding::Proven(Proven::State {
            instant,
            status,
            since,
        })),
        (None, Some(after), _) => Some(Finding::Proven(Proven::NoRecord {
            instant,
            first: after.recorded_at,
        })),
        (Some(_), None, Some((last, size))) => {
            Some(Finding::Unproven(Unproven::NothingAfter { last, size }))
        }
        (_, None, _) => None,
    })
}
