//! Who may ask for which of the console's pages.

use directory::member::MemberRole;
use testkit::{PROVIDER, everywhere, in_brand};

use super::members::COOKIE;
use crate::app::{App, BRAND};
use crate::who_may::For::{Everybody, Only};
use crate::who_may::{For, Kind, Listed, Visitor};

/// A member who has signed in.
static MEMBER: Kind = Kind {
    sent_to: &["/provider/sign-in"],
    leads_there: false,
};

pub const LISTED: Listed = Listed {
    cookie: COOKIE,
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 5] = [
    ("/provider/sign-in", Everybody),
    ("/provider/invitation/{token}", Everybody),
    ("/provider/invitation/{token}/code", Everybody),
    ("/provider", Only(&MEMBER)),
    ("/provider/brand", Only(&MEMBER)),
];

const ENDS: [(&str, For); 1] = [("/provider/sign-out", Only(&MEMBER))];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    let kept_out = app
        .at_console("disarida@karanfil.example", everywhere(MemberRole::Editor))
        .await;
    let members = app.directory.members_of(PROVIDER).await.unwrap();
    let number = members.last().unwrap().number;
    let out = app.operator().set_member_kept_out(PROVIDER, number, true);
    out.await.unwrap();
    let viewer = in_brand(MemberRole::Viewer, BRAND);
    let viewer = app.at_console("bakan@karanfil.example", viewer).await;
    let owner = app.owner().await;
    vec![
        Visitor::new("a member who is kept out", kept_out, vec![]),
        Visitor::new("a viewer", viewer, vec![&MEMBER]),
        Visitor::new("an owner", owner, vec![&MEMBER]),
    ]
}
