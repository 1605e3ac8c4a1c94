//! Since when: time stamps and their renewals.

use tsp::{Expect, GenTime, Imprint, Token, Verified, VerifyError};

use crate::evidence::{Renewal, Stamp};
use crate::finding::{Fault, Finding, Mismatch, Proven, Stamped, Unproven};
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

/// Checks every stamp. One whose authority is trusted is enough; the others must not contradict it.
pub fn check(text: &str, stamps: &[Stamp], trust: &Trust, findings: &mut Vec<Finding>) -> Time {
    let mut time = Time::default();
    let mut missing = Vec::new();
    for each in stamps {
        let imprint = Imprint::Sha256(stamp::imprint(text));
        match token(&each.token, imprint, trust) {
            Ok(verified) => {
                time.development |= verified.development;
                let earliest = time.earliest.unwrap_or(verified.time);
                time.earliest = Some(earliest.min(verified.time));
                findings.push(Finding::Proven(Proven::Stamped(stamped(&verified))));
                time.development |= renewals(text, each, verified, trust, findings);
            }
            Err(Finding::Unproven(unproven)) => missing.push(unproven),
            Err(failed) => findings.push(failed),
        }
    }
    if stamps.is_empty() {
        missing.push(Unproven::NoStamp);
    }
    // Nobody needs a second authority where one is trusted.
    if time.earliest.is_none() {
        findings.extend(missing.into_iter().map(Finding::Unproven));
    }
    time
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
        Ok(verified) => Ok(verified),
        Err(VerifyError::Untrusted) => {
            Err(Finding::Unproven(Unproven::UnknownAuthority { claimed }))
        }
        Err(error) => Err(Finding::Failed(Fault::Stamp(error))),
    }
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
