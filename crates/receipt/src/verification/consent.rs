//! The records of verified consents, held against the receipts given beside them.

use std::collections::BTreeSet;

use domain::canonical::Opened;
use domain::{Change, RequestId, Source, Status};

use super::checking::Checked;
use super::clocks::is_ahead;
use crate::consent::VerifiedConsent;
use crate::finding::{ConsentFault, Fault, Finding, Proven, Unproven};
use crate::verdict::{About, Section};

/// What the receipts show of each record, a section a record.
pub fn sections(consents: &[VerifiedConsent], checked: &[Checked<'_>]) -> Vec<Section> {
    let named: BTreeSet<RequestId> = consents.iter().map(VerifiedConsent::request).collect();
    let sections = consents.iter().map(|consent| Section {
        about: About::VerifiedConsent,
        findings: check(consent, &named, checked),
    });
    sections.collect()
}

/// A record is held against the movements that name it. Where none does, those that name a record which is not given are
/// the ones that it pretends to be of.
fn check(
    consent: &VerifiedConsent,
    named: &BTreeSet<RequestId>,
    checked: &[Checked<'_>],
) -> Vec<Finding> {
    let opened = || {
        checked
            .iter()
            .filter_map(|it| Some((it, it.opened.as_ref()?)))
    };
    let own: Vec<_> = opened()
        .filter(|(_, opened)| opened.item.request == consent.request())
        .collect();
    if !own.is_empty() {
        return of_whole(consent, &own);
    }
    let others: Vec<_> = opened()
        .filter(|(_, opened)| is_answer(opened) && !named.contains(&opened.item.request))
        .collect();
    if others.is_empty() {
        return vec![Finding::Unproven(Unproven::ConsentAlone)];
    }
    let mut findings = vec![Finding::Failed(Fault::Consent(ConsentFault::Bytes))];
    for (_, opened) in &others {
        let faults = differences(consent, opened);
        findings.extend(faults.into_iter().map(failed));
    }
    if findings.len() == 1 {
        findings.push(failed(ConsentFault::Shown));
    }
    once(findings)
}

/// The record's bytes are those that the movements name.
fn of_whole(consent: &VerifiedConsent, own: &[(&Checked<'_>, &Opened)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut faults = Vec::new();
    let mut proven = BTreeSet::new();
    for (checked, opened) in own {
        faults.extend(differences(consent, opened));
        if checked.included.is_some() && checked.signed.is_some() {
            proven.insert((opened.item.index, checked.index));
        }
    }
    if !proven.is_empty() {
        let statement = Box::new(consent.statement().clone());
        findings.push(Finding::Proven(Proven::ConsentRecord(statement)));
    }
    for (place, index) in &proven {
        let place = usize::try_from(*place).unwrap_or(usize::MAX);
        if let Some(answer) = consent.statement().answers.get(place) {
            findings.push(Finding::Proven(Proven::ConsentAnswer {
                index: *index,
                answer: answer.clone(),
            }));
        }
    }
    for (place, answer) in consent.statement().answers.iter().enumerate() {
        let is_given = |(given, _): &(u32, _)| usize::try_from(*given) == Ok(place);
        if !proven.iter().any(is_given) {
            let answer = answer.clone();
            findings.push(Finding::Unproven(Unproven::ConsentAnswer(answer)));
        }
    }
    if proven.is_empty() {
        findings.push(Finding::Unproven(Unproven::ConsentAlone));
    } else if faults.is_empty() {
        findings.push(Finding::Proven(Proven::ConsentTimes {
            asked: consent.asked,
            answered: consent.answered,
        }));
    }
    findings.extend(faults.into_iter().map(failed));
    once(findings)
}

/// What a movement says otherwise than the record.
fn differences(consent: &VerifiedConsent, opened: &Opened) -> Vec<ConsentFault> {
    let mut faults = Vec::new();
    if consent.address != opened.address || consent.recipient_type != opened.recipient_type {
        faults.push(ConsentFault::Recipient);
    }
    let place = usize::try_from(opened.item.index).unwrap_or(usize::MAX);
    let answer = consent.answers.get(place);
    let brand = consent.statement().answers.get(place);
    let status = match &opened.change {
        Change::Consent(change) => Some(change.status),
        Change::Access(_) => None,
    };
    let agrees = answer
        .is_some_and(|(channel, said)| *channel == opened.channel && Some(*said) == status)
        && brand.is_some_and(|one| one.brand_code == opened.brand.0);
    if !agrees {
        faults.push(ConsentFault::Answer {
            place: opened.item.index,
        });
    }
    let date = match &opened.change {
        Change::Consent(change) => change.consent_date,
        Change::Access(_) => None,
    };
    // A refusal is dated no earlier than the approval that it ends.
    let is_dated = date.is_some_and(|date| {
        date == consent.answered || (status == Some(Status::Refusal) && date > consent.answered)
    });
    if !is_dated {
        faults.push(ConsentFault::Time);
    }
    if consent.asked > consent.answered || is_ahead(consent.answered, opened.recorded_at) {
        faults.push(ConsentFault::Order);
    }
    faults
}

/// Whether a movement is an answer to a question of the registry's: of such a source, in a request made of a hash.
fn is_answer(opened: &Opened) -> bool {
    let Change::Consent(change) = &opened.change else {
        return false;
    };
    let is_hash = opened.item.request.0[6] >> 4 == 8;
    is_hash
        && matches!(
            change.source,
            Some(Source::RegistryText | Source::RegistryEmail)
        )
}

fn failed(fault: ConsentFault) -> Finding {
    Finding::Failed(Fault::Consent(fault))
}

/// Each finding once: several movements of one record find the same.
fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        if !kept.contains(&finding) {
            kept.push(finding);
        }
    }
    kept
}
