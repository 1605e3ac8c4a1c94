//! Where recipients' pages are.

pub use crate::kit::paths::{LANGUAGE, PRIVACY, START, asking};

use crate::kit::paths::filled;

pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_IN_CODE: &str = "/sign-in/code";
pub const SIGN_OUT: &str = "/sign-out";
pub const IDENTITY_START: &str = "/identity/start";
pub const IDENTITY_CALLBACK: &str = "/identity/callback";
pub const CONSENTS: &str = "/consents";
pub const CONSENTS_CHANGE: &str = "/consents/change";
pub const CONSENTS_UNDO: &str = "/consents/undo";
pub const CONSENTS_ALL: &str = "/consents/all";
pub const RECORD: &str = "/consents/{record}";
pub const RECEIPT: &str = "/consents/{record}/receipts/{transaction}";
pub const APPROVE: &str = "/approve";
pub const APPROVE_BRAND: &str = "/approve/brand";
pub const ADDRESSES: &str = "/addresses";
pub const ADDRESSES_CODE: &str = "/addresses/code";
pub const ADDRESSES_NOTICES: &str = "/addresses/notices";
pub const ADDRESSES_REMOVE: &str = "/addresses/remove";
pub const ACCOUNT_DELETE: &str = "/account/delete";
pub const ACCOUNT_DELETED: &str = "/account/deleted";
pub const COMPLAINTS: &str = "/complaints";
pub const ACCESSES: &str = "/accesses";
pub const DATA: &str = "/data";
pub const DATA_JSON: &str = "/data.json";
pub const DATA_CSV: &str = "/data.csv";
pub const DEMO_INBOX: &str = "/demo/inbox";
/// An exit link.
pub const EXIT: &str = "/e/{*token}";
/// What stands before an exit link's token.
pub const EXIT_PREFIX: &str = "/e/";

/// A record's history.
pub fn record(record: &str) -> String {
    filled(RECORD, &[&record])
}

/// The receipt of one movement of a record.
pub fn receipt(record: &str, transaction: &str) -> String {
    filled(RECEIPT, &[&record, &transaction])
}
