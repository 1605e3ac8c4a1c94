//! A daily file and its time stamp.

use tsp::Imprint;

use super::stamps;
use crate::day::DayProof;
use crate::finding::{Finding, Proven, Unproven};
use crate::trust::Trust;
use crate::verdict::{About, Section, Verdict};

/// What a daily file's time stamp proves to whoever believes these. Logs and witnesses have no part
/// in it.
pub fn verify(day: &DayProof, trust: &Trust) -> Verdict {
    let mut findings = Vec::new();
    let mut limits = Vec::new();
    match stamps::token(&day.token, Imprint::Sha384(day.digest), trust) {
        Ok(verified) => {
            if verified.development {
                limits.push(Finding::Unproven(Unproven::Development));
            }
            findings.push(Finding::Proven(Proven::Stamped(stamps::stamped(&verified))));
            if trust.now.as_seconds() > verified.not_after {
                findings.push(Finding::Unproven(Unproven::Ended {
                    until: verified.not_after,
                }));
            }
        }
        Err(finding) => findings.push(finding),
    }
    limits.push(Finding::Unproven(Unproven::Content));
    Verdict {
        sections: vec![
            Section {
                about: About::Day,
                findings,
            },
            Section {
                about: About::Limits,
                findings: limits,
            },
        ],
    }
}
