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

/// The same, who may record.
static EDITOR: Kind = MEMBER_TOO;

/// The same, who may answer complaints.
static ANSWERER: Kind = MEMBER_TOO;

/// The same, who may see what was done.
static MANAGER: Kind = MEMBER_TOO;

/// The same, with all brands, who keeps the API users.
static KEEPER: Kind = MEMBER_TOO;

/// The same, who owns the account.
static OWNER: Kind = MEMBER_TOO;

const MEMBER_TOO: Kind = Kind {
    sent_to: &["/provider/sign-in"],
    leads_there: false,
};

pub const LISTED: Listed = Listed {
    cookie: COOKIE,
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 68] = [
    ("/provider/sign-in", Everybody),
    ("/provider/invitation/{token}", Everybody),
    ("/provider/invitation/{token}/code", Everybody),
    ("/provider", Only(&MEMBER)),
    ("/provider/brand", Only(&MEMBER)),
    ("/provider/look-up", Only(&MEMBER)),
    ("/provider/look-up/proof", Only(&MEMBER)),
    ("/provider/receipts/{transaction}", Only(&MEMBER)),
    ("/provider/entry", Only(&EDITOR)),
    ("/provider/people", Only(&OWNER)),
    ("/provider/people/invite", Only(&OWNER)),
    ("/provider/people/{number}", Only(&OWNER)),
    ("/provider/people/{number}/keep-out", Only(&OWNER)),
    ("/provider/people/{number}/let-in", Only(&OWNER)),
    ("/provider/people/{number}/invite", Only(&OWNER)),
    ("/provider/api-users", Only(&KEEPER)),
    ("/provider/api-users/password", Only(&KEEPER)),
    ("/provider/api-users/rotation", Only(&KEEPER)),
    ("/provider/api-users/rotation/end", Only(&KEEPER)),
    ("/provider/api-users/networks", Only(&KEEPER)),
    ("/provider/api-users/keep-out", Only(&KEEPER)),
    ("/provider/api-users/let-in", Only(&KEEPER)),
    ("/provider/activity", Only(&MANAGER)),
    ("/provider/activity.csv", Only(&MANAGER)),
    ("/provider/days", Only(&MEMBER)),
    ("/provider/days/{date}", Only(&MEMBER)),
    ("/provider/days/{date}/taken/{form}", Only(&MEMBER)),
    ("/provider/days/{date}/agreement", Only(&MANAGER)),
    ("/provider/days/{date}/comparison", Only(&EDITOR)),
    ("/provider/check", Only(&EDITOR)),
    ("/provider/check/file", Only(&EDITOR)),
    ("/provider/check/receipts/{run}", Only(&EDITOR)),
    ("/provider/complaints", Only(&ANSWERER)),
    ("/provider/complaints/{number}", Only(&ANSWERER)),
    ("/provider/complaints/{number}/proof", Only(&ANSWERER)),
    ("/provider/complaints/{number}/document", Only(&ANSWERER)),
    (
        "/provider/complaints/{number}/document/remove",
        Only(&ANSWERER),
    ),
    ("/provider/uploads", Only(&EDITOR)),
    ("/provider/uploads/begin", Only(&EDITOR)),
    ("/provider/uploads/{id}", Only(&EDITOR)),
    ("/provider/uploads/{id}/bytes", Only(&EDITOR)),
    ("/provider/uploads/{id}/confirm", Only(&EDITOR)),
    ("/provider/uploads/{id}/refused", Only(&EDITOR)),
    ("/provider/uploads/{id}/end", Only(&EDITOR)),
    ("/provider/access", Only(&MEMBER)),
    ("/provider/access/partners", Only(&MANAGER)),
    (
        "/provider/access/partners/{number}/withdraw",
        Only(&MANAGER),
    ),
    ("/provider/access/intermediaries", Only(&MANAGER)),
    (
        "/provider/access/intermediaries/{number}/withdraw",
        Only(&MANAGER),
    ),
    ("/provider/access/trial", Only(&MANAGER)),
    ("/provider/retailers", Only(&MEMBER)),
    ("/provider/retailers/new", Only(&MANAGER)),
    ("/provider/retailers/{code}/remove", Only(&MANAGER)),
    ("/provider/retailers/record", Only(&MEMBER)),
    ("/provider/retailers/record/change", Only(&EDITOR)),
    ("/provider/names", Only(&MEMBER)),
    ("/provider/names/refusal-address", Only(&MANAGER)),
    ("/provider/names/senders", Only(&MANAGER)),
    ("/provider/names/senders/{number}/withdraw", Only(&MANAGER)),
    ("/provider/webhooks", Only(&MEMBER)),
    ("/provider/webhooks/new", Only(&MANAGER)),
    ("/provider/webhooks/{id}", Only(&MEMBER)),
    ("/provider/webhooks/{id}/change", Only(&MANAGER)),
    ("/provider/webhooks/{id}/remove", Only(&MANAGER)),
    ("/provider/webhooks/{id}/trial", Only(&MANAGER)),
    ("/provider/webhooks/{id}/resume", Only(&MANAGER)),
    ("/provider/webhooks/{id}/replay", Only(&MANAGER)),
    ("/provider/webhooks/{id}/key", Only(&MANAGER)),
];

const ENDS: [(&str, For); 1] = [("/provider/sign-out", Only(&MEMBER))];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    app.subscribe(PROVIDER.0, |_| ()).await;
    let kept_out = app
        .at_console("disarida@karanfil.example", everywhere(MemberRole::Owner))
        .await;
    let members = app.directory.members_of(PROVIDER).await.unwrap();
    let number = members.last().unwrap().number;
    let owner = app.owner().await;
    let out = app.operator().set_member_kept_out(PROVIDER, number, true);
    out.await.unwrap();
    let mut visitors = vec![Visitor::new("a member who is kept out", kept_out, vec![])];
    for (role, may) in [
        (MemberRole::Viewer, vec![&MEMBER]),
        (MemberRole::Answerer, vec![&MEMBER, &ANSWERER]),
        (MemberRole::Editor, vec![&MEMBER, &EDITOR]),
        (
            MemberRole::Manager,
            vec![&MEMBER, &EDITOR, &ANSWERER, &MANAGER],
        ),
    ] {
        let word = role.as_word();
        let email = format!("{word}@karanfil.example");
        let browser = app.at_console(&email, in_brand(role, BRAND)).await;
        visitors.push(Visitor::new(word, browser, may));
    }
    let of_all = everywhere(MemberRole::Manager);
    let of_all = app.at_console("hepsi@karanfil.example", of_all).await;
    let may = vec![&MEMBER, &EDITOR, &ANSWERER, &MANAGER, &KEEPER];
    visitors.push(Visitor::new("manager of all brands", of_all, may));
    let may = vec![&MEMBER, &EDITOR, &ANSWERER, &MANAGER, &KEEPER, &OWNER];
    visitors.push(Visitor::new("owner", owner, may));
    visitors
}
