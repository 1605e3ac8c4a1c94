//! Since when: time stamps and their renewals.

use domain::Timestamp;
use tsp::{Expect, GenTime, Imprint, Token, Verified, VerifyError};

use super::clocks::is_ahead;
use crate::evidence::{Renewal, Stamp};
use crate::finding::{Dated, Fault, Finding, Mismatch, Proven, Stamped, Unproven};
use crate::trust::Trust;
use crate::{renewal, stamp};

/// What the stamps of one receipt came to.
#[derive(Default)]
pub struct Time {
    /// The earliest time that is proven.
    pub earliest: Option<GenTime>,
    /// Whether one of them rests on a development authority.
    pub development: bool,
}

/// Checks every stamp. One that counts today is enough: what others lack is not told then, but they must
/// not contradict it.
pub fn check(text: &str, stamps: &[Stamp], trust: &Trust, findings: &mut Vec<Finding>) -> Time {
    let mut time = Time::default();
    let mut each: Vec<_> = (stamps.iter())
        .map(|stamp| one(text, stamp, trust, &mut time.earliest))
        .collect();
    if each.iter().any(|one| one.counts) {
        for one in each.iter_mut().filter(|one| !one.counts) {
            one.findings
                .retain(|finding| matches!(finding, Finding::Failed(_)));
            one.development = false;
        }
    }
    time.development = each.iter().any(|one| one.development);
    findings.extend(each.into_iter().flat_map(|one| one.findings));
    if stamps.is_empty() {
        findings.push(Finding::Unproven(Unproven::NoStamp));
    }
    time
}

/// What one stamp came to.
struct One {
    findings: Vec<Finding>,
    /// Whether it proves its time today.
    counts: bool,
    development: bool,
}

fn one(text: &str, stamp: &Stamp, trust: &Trust, earliest: &mut Option<GenTime>) -> One {
    let imprint = Imprint::Sha256(stamp::imprint(text));
    let mut one = One {
        findings: Vec::new(),
        counts: false,
        development: false,
    };
    match token(&stamp.token, imprint, trust) {
        Ok(verified) => {
            *earliest = Some(earliest.map_or(verified.time, |time| time.min(verified.time)));
            one.development = verified.development;
            one.findings
                .push(Finding::Proven(Proven::Stamped(stamped(&verified))));
            one.development |= renewals(text, stamp, verified, trust, &mut one.findings);
            one.counts = (one.findings.iter()).all(|it| matches!(it, Finding::Proven(_)));
        }
        Err(finding) => one.findings.push(finding),
    }
    one
}

/// Checks a token at its own time.
pub fn token(token: &Token, imprint: Imprint, trust: &Trust) -> Result<Verified, Finding> {
    let claimed = token.time();
    // The digest is checked even where the signature cannot be.
    if *token.imprint() != imprint {
        return Err(Finding::Failed(Fault::Stamp(VerifyError::Imprint)));
    }
    if trust.authorities.subjects().next().is_none() {
        return Err(Finding::Unproven(Unproven::NoAuthority { claimed }));
    }
    match tsp::verify(token, &trust.authorities, &expect(imprint, trust)) {
        Ok(verified) => match future(&verified, Dated::Stamp, trust) {
            Some(fault) => Err(Finding::Failed(fault)),
            None => Ok(verified),
        },
        Err(VerifyError::Untrusted) => {
            Err(Finding::Unproven(Unproven::UnknownAuthority { claimed }))
        }
        Err(error) => Err(Finding::Failed(Fault::Stamp(error))),
    }
}

/// Whether a token is dated later than the reader's clock shows, by more than clocks may differ.
fn future(verified: &Verified, what: Dated, trust: &Trust) -> Option<Fault> {
    let at = Timestamp::from_millis(verified.time.unix_millis());
    is_ahead(at, trust.now).then_some(Fault::Future {
        what,
        at,
        now: trust.now,
    })
}

fn expect(imprint: Imprint, trust: &Trust) -> Expect {
    Expect {
        policies: trust.policies.clone(),
        ..Expect::imprint(imprint)
    }
}

/// What a token that holds says.
pub fn stamped(verified: &Verified) -> Stamped {
    Stamped {
        at: verified.time,
        accuracy: verified.accuracy,
        authority: verified.subject.clone(),
        anchor: verified.chain.last().cloned().unwrap_or_default(),
        until: verified.not_after,
        development: verified.development,
    }
}

/// Follows the renewals; whether one rests on a development authority. Each must have been made while
/// what it renews was still valid.
fn renewals(
    text: &str,
    covered: &Stamp,
    first: Verified,
    trust: &Trust,
    findings: &mut Vec<Finding>,
) -> bool {
    let leaf = tlog::leaf_hash(&stamp::digest(text, covered.token.to_der()));
    let mut development = false;
    let mut newest = first;
    let mut before: Option<&Renewal> = None;
    for each in &covered.renewals {
        let number = each.text.number;
        let verified = match renewal(each, before, &leaf, &newest, trust) {
            Ok(verified) => verified,
            // Whoever has the first authority's certificate alone need not have the next one's.
            Err(Mismatch::Stamp(VerifyError::Untrusted)) => {
                findings.push(Finding::Unproven(Unproven::UnknownRenewal {
                    number,
                    claimed: each.token.time(),
                }));
                break;
            }
            Err(why) => {
                findings.push(Finding::Failed(Fault::Renewal { number, why }));
                return development;
            }
        };
        if let Some(fault) = future(&verified, Dated::Renewal(number), trust) {
            findings.push(Finding::Failed(fault));
            return development;
        }
        if verified.time.unix_seconds() > newest.not_after {
            findings.push(Finding::Unproven(Unproven::Ended {
                until: newest.not_after,
            }));
        }
        development |= verified.development;
        findings.push(Finding::Proven(Proven::Renewed {
            number,
            by: stamped(&verified),
        }));
        newest = verified;
        before = Some(each);
    }
    if trust.now.as_seconds() > newest.not_after {
        findings.push(Finding::Unproven(Unproven::Ended {
            until: newest.not_after,
        }));
    }
    development
}

fn renewal(
    each: &Renewal,
    before: Option<&Renewal>,
    leaf: &tlog::Hash,
    newest: &Verified,
    trust: &Trust,
) -> Result<Verified, Mismatch> {
    if let Some(before) = before {
        let digest = renewal::digest(&before.text.to_text(), before.token.to_der());
        let follows = before.text.number.checked_add(1) == Some(each.text.number);
        if !follows || each.text.previous != Some(digest) {
            return Err(Mismatch::Order);
        }
    }
    tlog::verify_inclusion(
        each.index,
        each.text.stamps,
        leaf,
        &each.text.root,
        &each.proof,
    )
    .map_err(Mismatch::Inclusion)?;
    let imprint = Imprint::Sha512(each.text.imprint());
    let verified = tsp::verify(&each.token, &trust.authorities, &expect(imprint, trust))
        .map_err(Mismatch::Stamp)?;
    if verified.time < newest.time {
        return Err(Mismatch::Earlier);
    }
    Ok(verified)
}
