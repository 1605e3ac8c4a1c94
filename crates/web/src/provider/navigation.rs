//! The sections of the console, and whom each is for.

use registry::provider::{MemberSession, Right};

use super::paths;
use crate::kit::console::Link;

/// The sections, in the order in which they stand above each page.
pub const NAVIGATION: &[Link] = &[
    Link {
        text: "provider-nav-overview",
        path: paths::OVERVIEW,
    },
    Link {
        text: "provider-nav-look-up",
        path: paths::LOOK_UP,
    },
    Link {
        text: "provider-nav-entry",
        path: paths::ENTRY,
    },
    Link {
        text: "provider-nav-check",
        path: paths::CHECK,
    },
    Link {
        text: "provider-nav-days",
        path: paths::DAYS,
    },
    Link {
        text: "uploads-title",
        path: paths::UPLOADS,
    },
    Link {
        text: "names-page",
        path: paths::NAMES,
    },
    Link {
        text: "grants-page",
        path: paths::GRANTS,
    },
    Link {
        text: "retailers-page",
        path: paths::RETAILERS,
    },
    Link {
        text: "webhooks-title",
        path: paths::WEBHOOKS,
    },
    Link {
        text: "provider-nav-complaints",
        path: paths::COMPLAINTS,
    },
    Link {
        text: "provider-nav-people",
        path: paths::PEOPLE,
    },
    Link {
        text: "provider-nav-api-users",
        path: paths::API_USERS,
    },
    Link {
        text: "provider-nav-activity",
        path: paths::ACTIVITY,
    },
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
