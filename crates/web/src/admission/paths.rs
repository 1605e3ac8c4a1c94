//! Where the pages of applications are.

use crate::kit::paths::filled;

pub const APPLY: &str = "/apply";
pub const CODE: &str = "/apply/code";
pub const SIGN_OUT: &str = "/apply/sign-out";
pub const APPLICATIONS: &str = "/apply/applications";
pub const APPLICATION: &str = "/apply/applications/{id}";
pub const DELETE: &str = "/apply/applications/{id}/delete";
pub const RECALL: &str = "/apply/applications/{id}/recall";
pub const SIGN: &str = "/apply/sign/{token}";

/// A page of one application.
pub fn of(pattern: &str, id: &str) -> String {
    filled(pattern, &[&id])
}
