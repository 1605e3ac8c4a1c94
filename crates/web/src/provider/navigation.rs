//! The sections of the console, and whom each is for.

use registry::provider::{MemberSession, Right};

use super::paths;
use crate::kit::console::Link;

/// The sections by area, in the order in which they stand above each page.
pub const NAVIGATION: &[Link] = &[
    Link::to("provider-nav-overview", paths::OVERVIEW),
    Link::area(
        "provider-nav-consents",
        &[
            Link::to("provider-nav-look-up", paths::LOOK_UP),
            Link::to("provider-nav-entry", paths::ENTRY),
            Link::to("uploads-title", paths::UPLOADS),
            Link::to("provider-nav-check", paths::CHECK),
        ],
    ),
    Link::to("provider-nav-days", paths::DAYS),
    Link::area(
        "provider-nav-brand",
        &[
            Link::to("names-page", paths::NAMES),
            Link::to("grants-page", paths::GRANTS),
            Link::to("retailers-page", paths::RETAILERS),
            Link::to("webhooks-title", paths::WEBHOOKS),
        ],
    ),
    Link::to("provider-nav-complaints", paths::COMPLAINTS),
    Link::area(
        "provider-nav-account",
        &[
            Link::to("provider-nav-people", paths::PEOPLE),
            Link::to("provider-nav-api-users", paths::API_USERS),
            Link::to("provider-nav-activity", paths::ACTIVITY),
        ],
    ),
];

/// What somebody needs to open a section.
enum Needs {
    /// A right with some brand.
    A(Right),
    /// A right with all brands.
    Everywhere(Right),
    /// The account.
    Ownership,
}

/// The sections that are not for everybody.
const NEEDS: &[(&str, Needs)] = &[
    (paths::LOOK_UP, Needs::A(Right::View)),
    (paths::ENTRY, Needs::A(Right::Edit)),
    (paths::CHECK, Needs::A(Right::Edit)),
    (paths::UPLOADS, Needs::A(Right::Edit)),
    (paths::NAMES, Needs::A(Right::View)),
    (paths::GRANTS, Needs::A(Right::View)),
    (paths::RETAILERS, Needs::A(Right::View)),
    (paths::WEBHOOKS, Needs::A(Right::View)),
    (paths::COMPLAINTS, Needs::A(Right::Answer)),
    (paths::PEOPLE, Needs::Ownership),
    (paths::API_USERS, Needs::Everywhere(Right::Manage)),
    (paths::ACTIVITY, Needs::A(Right::Manage)),
];

/// The sections that a member does not see.
pub fn closed(session: &MemberSession) -> Vec<&'static str> {
    let may = |needs: &Needs| match needs {
        Needs::A(right) => session.may_somewhere(*right),
        Needs::Everywhere(right) => session.may_everywhere(*right),
        Needs::Ownership => session.member().is_owner(),
    };
    let closed = NEEDS.iter().filter(|(_, needs)| !may(needs));
    closed.map(|(path, _)| *path).collect()
}
