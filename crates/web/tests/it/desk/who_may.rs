//! Who may ask for which of the desk's pages.

use directory::staff::StaffRole;
use keys::OsRandom;

use super::agents::PASSWORD;
use crate::app::{App, PHONE, start};
use crate::who_may::For::{Everybody, Only};
use crate::who_may::{For, Kind, Listed, Visitor};

/// An agent who has signed in at the desk.
static AGENT: Kind = Kind {
    sent_to: &["/desk/sign-in"],
    leads_there: false,
};

/// The same, while serving a caller who is proven. What ends a call leads back to the desk.
static SERVING: Kind = Kind {
    sent_to: &["/desk/sign-in", "/desk"],
    leads_there: true,
};

pub const LISTED: Listed = Listed {
    cookie: "__Host-izin-desk",
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 21] = [
    ("/desk/sign-in", Everybody),
    ("/desk", Only(&AGENT)),
    ("/desk/proof", Only(&AGENT)),
    ("/desk/proof/network", Only(&AGENT)),
    ("/desk/caller", Only(&SERVING)),
    ("/desk/caller/approve", Only(&SERVING)),
    ("/desk/caller/records/{record}", Only(&SERVING)),
    ("/desk/caller/refuse", Only(&SERVING)),
    ("/desk/complaints", Only(&SERVING)),
    ("/desk/complaints/new", Only(&SERVING)),
    ("/desk/complaints/refuse", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}/file", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}/image", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}/image/remove", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}/review", Only(&SERVING)),
    ("/desk/complaints/drafts/{id}/delete", Only(&SERVING)),
    ("/desk/complaints/{number}", Only(&SERVING)),
    ("/desk/complaints/{number}/image", Only(&SERVING)),
    ("/desk/call", Only(&AGENT)),
    ("/desk/end", Only(&AGENT)),
];

const ENDS: [(&str, For); 1] = [("/desk/sign-out", Only(&AGENT))];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    let (role, office) = (StaffRole::Authority, "Kurum");
    let member = app
        .directory
        .add_staff("kurum", PASSWORD, role, office, &OsRandom, start())
        .await
        .unwrap();
    // A session opened by an earlier build, which let them in.
    let opened = app
        .directory
        .open_staff_session(&member, &OsRandom, start());
    let mut authority = app.browser();
    let token = opened.await.unwrap();
    authority.cookies.insert(LISTED.cookie.to_owned(), token);
    let serving = app.serving(PHONE).await;
    let idle = app.at_desk_again().await;
    vec![
        Visitor::new("staff of the authority", authority, vec![]),
        Visitor::new("an agent without a call", idle, vec![&AGENT]),
        Visitor::new("an agent with a call", serving, vec![&AGENT, &SERVING]),
    ]
}
