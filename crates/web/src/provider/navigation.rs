//! The sections of the console, and whom each is for.

use registry::provider::{MemberSession, Right};

use super::paths;
use crate::kit::console::Link;

/// The sections, in the order in which they stand above each page.
pub const NAVIGATION: &[Link] = &[Link {
    text: "provider-nav-overview",
    path: paths::OVERVIEW,
}];

/// The sections that are not for everybody, and the right that somebody needs with some brand.
const NEEDS: &[(&str, Right)] = &[];

/// The sections that a member does not see.
pub fn closed(session: &MemberSession) -> Vec<&'static str> {
    let needs = NEEDS.iter();
    let closed = needs.filter(|(_, right)| !session.may_somewhere(*right));
    closed.map(|(path, _)| *path).collect()
}
