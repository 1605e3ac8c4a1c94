//! Where the desk's pages are.

use crate::kit::paths::{encoded, filled};
use registry::people::recipient::RecordRef;

pub const DESK: &str = "/desk";
pub const SIGN_IN: &str = "/desk/sign-in";
pub const SIGN_OUT: &str = "/desk/sign-out";
pub const CALL: &str = "/desk/call";
pub const PROOF: &str = "/desk/proof";
pub const PROOF_BY_NETWORK: &str = "/desk/proof/network";
pub const END: &str = "/desk/end";
pub const CALLER: &str = "/desk/caller";
pub const REFUSE: &str = "/desk/caller/refuse";
pub const APPROVE: &str = "/desk/caller/approve";
pub const RECORD: &str = "/desk/caller/records/{record}";
pub const COMPLAINTS: &str = "/desk/complaints";

/// The history of one of the caller's records.
pub fn record(record: &RecordRef) -> String {
    filled(RECORD, &[record])
}

/// One page of the caller's records, searched.
pub fn caller_page(q: &str, channel: &str, status: &str, page: u32) -> String {
    let (q, channel, status) = (encoded(q), encoded(channel), encoded(status));
    format!("{CALLER}?q={q}&channel={channel}&status={status}&page={page}")
}
