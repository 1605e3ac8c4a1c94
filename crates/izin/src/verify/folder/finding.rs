//! What is found about a whole log, as data.

use receipt::{Decision, Fault, Finding, Unproven};
use transparency::Damage;

use crate::verify::standing::Standing;

/// What is found about a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFinding {
    /// The tree is what its entries make.
    Recomputed {
        /// Which log.
        log: String,
        /// How many entries.
        size: u64,
    },
    /// What a witness says, or that it says nothing.
    Witness {
        /// The size of the checkpoint it is asked about.
        size: u64,
        /// What that shows.
        finding: Finding,
    },
    /// Stamps that hold.
    Stamped {
        /// How many.
        count: u64,
        /// The tree's size at the last one.
        size: u64,
        /// Its time.
        last: tsp::GenTime,
    },
    /// Entries that no stamp covers yet.
    Unstamped(u64),
    /// Stamps that nobody given here is trusted for.
    Untrusted(u64),
    /// Stamps whose certificates have ended, without a renewal in time.
    Ended(u64),
    /// A stamp is of a development authority.
    Development,
    /// A stamp does not hold.
    Stamp {
        /// The size it covers.
        size: u64,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// A file is not what it must be.
    Differs(Damage),
    /// More such files than are told.
    More(u64),
    /// That the openings fit: they are not public.
    Openings,
}

impl LogFinding {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Recomputed { .. } | Self::Stamped { .. } => Standing::Proven,
            Self::Witness { finding, .. } => Standing::of(finding),
            Self::Unstamped(_)
            | Self::Untrusted(_)
            | Self::Ended(_)
            | Self::Development
            | Self::Openings => Standing::Unproven,
            Self::Stamp { .. } | Self::Differs(_) | Self::More(_) => Standing::Failed,
        }
    }

    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recomputed { .. } => "recomputed",
            Self::Witness { finding, .. } => finding.code(),
            Self::Stamped { .. } => "stamped",
            Self::Unstamped(_) => "noStamp",
            Self::Untrusted(_) => "unknownAuthority",
            Self::Ended(_) => "ended",
            Self::Development => "development",
            Self::Stamp { .. } => "stamp",
            Self::Differs(_) => "differs",
            Self::More(_) => "more",
            Self::Openings => "openings",
        }
    }

    /// What findings come to.
    pub fn decision(findings: &[Self]) -> Decision {
        let any = |is: fn(&Self) -> bool| findings.iter().any(is);
        let quorum = |it: &Self| {
            let Self::Witness { finding, .. } = it else {
                return false;
            };
            matches!(finding, Finding::Unproven(Unproven::Quorum { .. }))
        };
        // The newest entries of a log that grows always wait for their stamp; the first must have one.
        let unstamped = any(|it| matches!(it, Self::Unstamped(_)))
            && !any(|it| matches!(it, Self::Stamped { .. }));
        if any(|it| it.standing() == Standing::Failed) {
            Decision::Failed
        } else if unstamped
            || any(quorum)
            || any(|it| matches!(it, Self::Untrusted(_) | Self::Ended(_)))
        {
            Decision::Incomplete
        } else if findings.contains(&Self::Development) {
            Decision::ProvenButDevelopment
        } else {
            Decision::Proven
        }
    }
}
