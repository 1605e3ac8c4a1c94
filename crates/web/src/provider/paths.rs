//! Where the console's pages are.

use std::fmt::Display;

use domain::BrandCode;

pub use crate::kit::paths::{asking, filled};

pub const OVERVIEW: &str = "/provider";
pub const BRAND_PAGE: &str = "/provider/brand";
pub const DAYS: &str = "/provider/days";
pub const DAY: &str = "/provider/days/{date}";
pub const DAY_TAKEN: &str = "/provider/days/{date}/taken/{form}";
pub const DAY_AGREEMENT: &str = "/provider/days/{date}/agreement";
pub const DAY_COMPARISON: &str = "/provider/days/{date}/comparison";
pub const CHECK: &str = "/provider/check";
pub const CHECK_FILE: &str = "/provider/check/file";
pub const CHECK_RECEIPT: &str = "/provider/check/receipts/{run}";
pub const SIGN_IN: &str = "/provider/sign-in";
pub const SIGN_OUT: &str = "/provider/sign-out";
pub const UPLOADS: &str = "/provider/uploads";
pub const UPLOADS_BEGIN: &str = "/provider/uploads/begin";
pub const UPLOAD: &str = "/provider/uploads/{id}";
pub const UPLOAD_BYTES: &str = "/provider/uploads/{id}/bytes";
pub const UPLOAD_CONFIRM: &str = "/provider/uploads/{id}/confirm";
pub const UPLOAD_REFUSED: &str = "/provider/uploads/{id}/refused";
pub const UPLOAD_END: &str = "/provider/uploads/{id}/end";
pub const COMPLAINTS: &str = "/provider/complaints";
pub const COMPLAINT: &str = "/provider/complaints/{number}";
pub const COMPLAINT_PROOF: &str = "/provider/complaints/{number}/proof";
pub const COMPLAINT_DOCUMENT: &str = "/provider/complaints/{number}/document";
pub const COMPLAINT_DOCUMENT_END: &str = "/provider/complaints/{number}/document/remove";
pub const INVITATION: &str = "/provider/invitation/{token}";
pub const INVITATION_CODE: &str = "/provider/invitation/{token}/code";

pub const LOOK_UP: &str = "/provider/look-up";
pub const PROOF: &str = "/provider/look-up/proof";
pub const RECEIPT: &str = "/provider/receipts/{transaction}";
pub const ENTRY: &str = "/provider/entry";
pub const PEOPLE: &str = "/provider/people";
pub const INVITE: &str = "/provider/people/invite";
pub const MEMBER: &str = "/provider/people/{number}";
pub const MEMBER_OUT: &str = "/provider/people/{number}/keep-out";
pub const MEMBER_IN: &str = "/provider/people/{number}/let-in";
pub const MEMBER_AGAIN: &str = "/provider/people/{number}/invite";
pub const API_USERS: &str = "/provider/api-users";
pub const API_USER_PASSWORD: &str = "/provider/api-users/password";
pub const API_USER_ROTATION: &str = "/provider/api-users/rotation";
pub const API_USER_OLD_END: &str = "/provider/api-users/rotation/end";
pub const API_USER_NETWORKS: &str = "/provider/api-users/networks";
pub const API_USER_OUT: &str = "/provider/api-users/keep-out";
pub const API_USER_IN: &str = "/provider/api-users/let-in";
pub const GRANTS: &str = "/provider/access";
pub const GRANT_PARTNERS: &str = "/provider/access/partners";
pub const GRANT_PARTNER_END: &str = "/provider/access/partners/{number}/withdraw";
pub const GRANT_INTERMEDIARIES: &str = "/provider/access/intermediaries";
pub const GRANT_INTERMEDIARY_END: &str = "/provider/access/intermediaries/{number}/withdraw";
pub const GRANT_TRIAL: &str = "/provider/access/trial";
pub const RETAILERS: &str = "/provider/retailers";
pub const RETAILER_NEW: &str = "/provider/retailers/new";
pub const RETAILER_REMOVE: &str = "/provider/retailers/{code}/remove";
pub const RETAILER_RECORD: &str = "/provider/retailers/record";
pub const RETAILER_RECORD_CHANGE: &str = "/provider/retailers/record/change";
pub const NAMES: &str = "/provider/names";
pub const SENDERS: &str = "/provider/names/senders";
pub const REFUSAL_ADDRESS: &str = "/provider/names/refusal-address";
pub const SENDER_END: &str = "/provider/names/senders/{number}/withdraw";
pub const WEBHOOKS: &str = "/provider/webhooks";
pub const WEBHOOK_NEW: &str = "/provider/webhooks/new";
pub const WEBHOOK: &str = "/provider/webhooks/{id}";
pub const WEBHOOK_CHANGE: &str = "/provider/webhooks/{id}/change";
pub const WEBHOOK_REMOVE: &str = "/provider/webhooks/{id}/remove";
pub const WEBHOOK_TRIAL: &str = "/provider/webhooks/{id}/trial";
pub const WEBHOOK_RESUME: &str = "/provider/webhooks/{id}/resume";
pub const WEBHOOK_REPLAY: &str = "/provider/webhooks/{id}/replay";
pub const WEBHOOK_KEY: &str = "/provider/webhooks/{id}/key";
pub const ACTIVITY: &str = "/provider/activity";
pub const ACTIVITY_CSV: &str = "/provider/activity.csv";

/// The query that names a brand.
pub const BRAND: &str = "brand";
/// The query that says what was just done.
pub const DONE: &str = "done";
/// Which kind of table is wanted.
pub const FORM: &str = "form";

/// The query that names a page of a list, from 1.
pub const PAGE: &str = "page";

/// The query that names a month.
pub const MONTH: &str = "month";

/// A path as the router has it, filled, of a brand.
pub fn of_brand(pattern: &str, parts: &[&dyn Display], brand: BrandCode) -> String {
    asking(&filled(pattern, parts), BRAND, brand)
}
