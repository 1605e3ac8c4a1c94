//! How a finding stands.

use receipt::Finding;

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Proven,
    /// It is not shown.
    Unproven,
    /// It does not hold.
    Failed,
}

impl Standing {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Self {
        match finding {
            Finding::Proven(_) => Self::Proven,
            Finding::Unproven(_) => Self::Unproven,
            Finding::Failed(_) => Self::Failed,
        }
    }

    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Unproven => "notProven",
            Self::Failed => "failed",
        }
    }
}
