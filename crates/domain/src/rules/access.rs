//! The retailers that may use a record (contract 11.5).

use crate::draft::{AccessRequest, ConsentRequest};
use crate::movement::AccessChange;
use crate::{ConsentState, ErrorCode, RetailerCode, Violation};

impl ConsentRequest {
    /// The retailers that may use the record at first: those named and the one that took it;
    /// ascending, without repeats. Allocates only if there are any.
    pub fn initial_access(&self) -> Vec<RetailerCode> {
        if self.retailer.is_none() && self.retailer_access.is_empty() {
            return Vec::new();
        }
        normalised(
            self.retailer_access
                .iter()
                .copied()
                .chain(self.retailer)
                .collect(),
        )
    }
}

/// Decides a change of the retailers that may use a record. `Ok(None)`: nothing to change. The
/// lists in the answer are ascending and without repeats.
///
/// Giving access to a record that does not exist is `H401`; taking it away from one changes
/// nothing. Whether the retailers exist is for the caller to see to.
pub fn decide_access(
    current: Option<&ConsentState>,
    request: &AccessRequest,
) -> Result<Option<AccessChange>, Vec<Violation>> {
    let Some(current) = current else {
        return match request.change {
            AccessChange::Grant(_) => Err(vec![ErrorCode::H401.violation()]),
            _ => Ok(None),
        };
    };
    let change = match &request.change {
        AccessChange::Grant(codes) => AccessChange::Grant(normalised(codes.clone())),
        AccessChange::Replace(codes) => AccessChange::Replace(normalised(codes.clone())),
        AccessChange::Revoke(codes) => AccessChange::Revoke(normalised(codes.clone())),
        AccessChange::RevokeAll => AccessChange::RevokeAll,
    };
    let after = changed(current.retailer_access.clone(), &change);
    Ok((after != current.retailer_access).then_some(change))
}

/// The list after a change; ascending, without repeats.
pub(super) fn changed(before: Vec<RetailerCode>, change: &AccessChange) -> Vec<RetailerCode> {
    let mut after = before;
    match change {
        AccessChange::Grant(codes) => after.extend_from_slice(codes),
        AccessChange::Replace(codes) => after.clone_from(codes),
        AccessChange::Revoke(codes) => after.retain(|code| !codes.contains(code)),
        AccessChange::RevokeAll => after.clear(),
    }
    normalised(after)
}

/// Ascending, without repeats.
pub(super) fn normalised(mut codes: Vec<RetailerCode>) -> Vec<RetailerCode> {
    codes.sort_unstable();
    codes.dedup();
    codes
}
