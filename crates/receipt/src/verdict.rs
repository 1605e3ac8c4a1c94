//! What findings come to.

use crate::finding::{Finding, Proven, Stamped, Unproven};

/// What was verified, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// In the order of the argument.
    pub sections: Vec<Section>,
}

/// The findings about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What they are about.
    pub about: About,
    /// Never empty.
    pub findings: Vec<Finding>,
}

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A receipt that stands alone.
    Receipt,
    /// The receipt of a movement not recorded after a state proof's instant, from 0.
    Before(usize),
    /// The receipt of the first movement recorded after it.
    After,
    /// The state itself.
    State,
    /// A daily file.
    Day,
    /// The receipt of a list that was checked.
    List,
    /// The record of a verified consent.
    VerifiedConsent,
    /// Several receipts beside each other.
    Together,
    /// The limits of all that was verified.
    Limits,
}

/// What a verification comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is proven.
    Proven,
    /// It is, as far as one believes a development authority, which nobody should.
    ProvenButDevelopment,
    /// Nothing speaks against it, but something needed for a proof is missing.
    Incomplete,
    /// Something does not hold.
    Failed,
}

impl Verdict {
    /// All findings in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.findings)
    }

    /// What they come to.
    pub fn decision(&self) -> Decision {
        let any = |is: fn(&Finding) -> bool| self.findings().any(is);
        if any(|finding| matches!(finding, Finding::Failed(_))) {
            Decision::Failed
        } else if any(|finding| matches!(finding, Finding::Unproven(what) if what.is_needed())) {
            Decision::Incomplete
        } else if any(|finding| matches!(finding, Finding::Unproven(Unproven::Development))) {
            Decision::ProvenButDevelopment
        } else {
            Decision::Proven
        }
    }

    /// The earliest time that a stamp proves something for, if any does.
    pub fn stamped(&self) -> Option<&Stamped> {
        let stamps = self.findings().filter_map(|finding| match finding {
            Finding::Proven(Proven::Stamped(stamped)) => Some(stamped),
            _ => None,
        });
        stamps.min_by_key(|stamped| stamped.at)
    }
}
