//! How many records a brand has.

use domain::Status;

/// How many records a brand has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BrandCounts {
    /// Records whose status is approval.
    pub approvals: u64,
    /// Records whose status is refusal.
    pub refusals: u64,
}

impl BrandCounts {
    /// How many records there are.
    pub const fn records(&self) -> u64 {
        self.approvals.saturating_add(self.refusals)
    }

    /// Takes away records that are gone.
    pub(crate) fn take(&mut self, gone: Self) {
        self.approvals = self.approvals.saturating_sub(gone.approvals);
        self.refusals = self.refusals.saturating_sub(gone.refusals);
    }

    /// Moves one record from its status before (`None`: it is new) to its status now.
    pub(crate) fn change(&mut self, before: Option<Status>, now: Status) {
        if before == Some(now) {
            return;
        }
        match before {
            Some(Status::Approval) => self.approvals = self.approvals.saturating_sub(1),
            Some(Status::Refusal) => self.refusals = self.refusals.saturating_sub(1),
            None => {}
        }
        match now {
            Status::Approval => self.approvals += 1,
            Status::Refusal => self.refusals += 1,
        }
    }
}
