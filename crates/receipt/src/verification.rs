//! Verifying: from a receipt and whom the reader believes to findings.

mod checking;
mod clocks;
mod consent;
mod day;
mod list;
mod signatures;
mod stamps;
mod state;
mod together;

use tlog::Note;

use crate::consent::VerifiedConsent;
use crate::evidence::{Receipt, Stamp};
use crate::finding::{Finding, Proven, Unproven};
use crate::state::StateProof;
use crate::trust::Trust;
use crate::verdict::{About, Section, Verdict};

use checking::{Checked, check};
pub use clocks::CLOCK_SKEW_MAX;
pub use day::verify as verify_day;
pub use list::verify as verify_list;

/// What a receipt proves to whoever believes these.
pub fn verify(receipt: &Receipt, trust: &Trust) -> Verdict {
    verify_all(std::slice::from_ref(receipt), &[], &[], trust)
}

/// What a stamp over a checkpoint's text proves, with its renewals.
pub fn verify_stamp(checkpoint_text: &str, stamp: &Stamp, trust: &Trust) -> Vec<Finding> {
    let mut findings = Vec::new();
    stamps::check(
        checkpoint_text,
        std::slice::from_ref(stamp),
        trust,
        &mut findings,
    );
    findings
}

/// What witnesses say of a checkpoint.
pub fn verify_cosignatures(checkpoint: &Note, trust: &Trust) -> Vec<Finding> {
    let mut findings = Vec::new();
    signatures::cosignatures(checkpoint, trust, &mut findings);
    if !is_witnessed(&findings) {
        findings.push(Finding::Unproven(Unproven::OneView));
    }
    findings
}

/// What a state proof proves to whoever believes these.
pub fn verify_state(proof: &StateProof, trust: &Trust) -> Verdict {
    verify_all(&[], std::slice::from_ref(proof), &[], trust)
}

/// What receipts, state proofs and records of verified consents prove each, and whether all of them can be of one honest
/// log. A record is proven by the receipts of its movements.
pub fn verify_all(
    receipts: &[Receipt],
    states: &[StateProof],
    consents: &[VerifiedConsent],
    trust: &Trust,
) -> Verdict {
    let mut sections = Vec::new();
    let mut checked = Vec::new();
    for receipt in receipts {
        let found = check(receipt, trust);
        sections.push(Section {
            about: About::Receipt,
            findings: found.findings.clone(),
        });
        checked.push(found);
    }
    for proof in states {
        let (found, receipts) = state::check(proof, trust);
        sections.extend(found);
        checked.extend(receipts);
    }
    sections.extend(consent::sections(consents, &checked));
    let findings = together::contradictions(&checked, states);
    if !findings.is_empty() {
        sections.push(Section {
            about: About::Together,
            findings,
        });
    }
    sections.push(Section {
        about: About::Limits,
        findings: limits(&checked, !consents.is_empty()),
    });
    Verdict { sections }
}

/// Whether a witness has signed, or the findings say already that too few have.
fn is_witnessed(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| {
        matches!(
            finding,
            Finding::Proven(Proven::Cosigned { .. }) | Finding::Unproven(Unproven::Quorum { .. })
        )
    })
}

/// What no receipt can show, said once.
fn limits(checked: &[Checked<'_>], asked: bool) -> Vec<Finding> {
    let mut limits = Vec::new();
    if checked.iter().any(|found| !is_witnessed(&found.findings)) {
        limits.push(Unproven::OneView);
    }
    if checked.iter().any(|found| found.development) {
        limits.push(Unproven::Development);
    }
    if asked {
        limits.push(Unproven::ConsentTruth);
    }
    limits.push(Unproven::Truth);
    limits.push(Unproven::Today);
    limits.into_iter().map(Finding::Unproven).collect()
}
