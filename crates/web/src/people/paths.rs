//! Where recipients' pages are.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates hand over references"
)]

pub use crate::kit::paths::{LANGUAGE, PRIVACY, START, asking};

use domain::{BrandCode, Channel};

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
/// The page of a question.
pub const VERIFICATION: &str = "/v/{*token}";
/// What stands before its token.
pub const VERIFICATION_PREFIX: &str = "/v/";
/// An exit link.
pub const EXIT: &str = "/e/{*token}";
/// What stands before an exit link's token.
pub const EXIT_PREFIX: &str = "/e/";

/// The channels of a brand to approve.
pub fn approve_brand(brand: &BrandCode) -> String {
    asking(APPROVE_BRAND, "code", brand.0)
}

/// Asking before one of one's own addresses is removed.
pub fn remove_address(id: &u32) -> String {
    asking(ADDRESSES_REMOVE, "id", id)
}

/// Asking before all of a channel is refused.
pub fn refuse_channel(channel: &Channel) -> String {
    asking(CONSENTS_ALL, "channel", channel.as_wire())
}

/// The way to the identity provider, and from there on to `next`.
pub fn identity_start(next: &str) -> String {
    asking(IDENTITY_START, "next", next)
}

/// A record's history.
pub fn record(record: &str) -> String {
    filled(RECORD, &[&record])
}

/// The receipt of one movement of a record.
pub fn receipt(record: &str, transaction: &str) -> String {
    filled(RECEIPT, &[&record, &transaction])
}
