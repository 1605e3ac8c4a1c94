//! The numbers of parties that are this crate's own; those of providers and brands are the domain's.

use std::fmt;

use crate::column::wrapper;

/// A partner's number (`integratorCode`), from the same numbers as providers' and brands'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartnerCode(pub u32);

impl fmt::Display for PartnerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An intermediary's number, from the same numbers as providers' and brands'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntermediaryCode(pub u32);

impl fmt::Display for IntermediaryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

wrapper! { PartnerCode(u32), IntermediaryCode(u32) }
