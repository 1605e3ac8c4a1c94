//! Who may ask for which of recipients' pages.

use crate::app::App;
use crate::who_may::For::{Everybody, Only};
use crate::who_may::{For, Kind, Listed, Visitor};

/// Somebody who has signed in.
static PERSON: Kind = Kind {
    sent_to: &["/sign-in"],
    leads_there: false,
};

pub const LISTED: Listed = Listed {
    cookie: "__Host-izin",
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 39] = [
    ("/", Everybody),
    ("/assets/{name}", Everybody),
    ("/demo/inbox", Everybody),
    ("/e/{*token}", Everybody),
    ("/identity/callback", Everybody),
    ("/identity/start", Everybody),
    ("/language", Everybody),
    ("/privacy", Everybody),
    ("/sign-in", Everybody),
    ("/sign-in/code", Everybody),
    ("/v/{*token}", Everybody),
    ("/account/deleted", Everybody),
    ("/accesses", Only(&PERSON)),
    ("/addresses", Only(&PERSON)),
    ("/addresses/code", Only(&PERSON)),
    ("/addresses/notices", Only(&PERSON)),
    ("/addresses/remove", Only(&PERSON)),
    ("/approve", Only(&PERSON)),
    ("/approve/brand", Only(&PERSON)),
    ("/consents", Only(&PERSON)),
    ("/consents/all", Only(&PERSON)),
    ("/consents/change", Only(&PERSON)),
    ("/consents/undo", Only(&PERSON)),
    ("/consents/{record}", Only(&PERSON)),
    ("/consents/{record}/receipts/{transaction}", Only(&PERSON)),
    ("/data", Only(&PERSON)),
    ("/data.csv", Only(&PERSON)),
    ("/data.json", Only(&PERSON)),
    ("/complaints", Only(&PERSON)),
    ("/complaints/new", Only(&PERSON)),
    ("/complaints/refuse", Only(&PERSON)),
    ("/complaints/drafts/{id}", Only(&PERSON)),
    ("/complaints/drafts/{id}/file", Only(&PERSON)),
    ("/complaints/drafts/{id}/image", Only(&PERSON)),
    ("/complaints/drafts/{id}/image/remove", Only(&PERSON)),
    ("/complaints/drafts/{id}/review", Only(&PERSON)),
    ("/complaints/drafts/{id}/delete", Only(&PERSON)),
    ("/complaints/{number}", Only(&PERSON)),
    ("/complaints/{number}/image", Only(&PERSON)),
];

const ENDS: [(&str, For); 2] = [("/account/delete", Only(&PERSON)), ("/sign-out", Everybody)];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    let person = app.signed_in_with("ayse@posta.example").await;
    vec![Visitor::new("a person", person, vec![&PERSON])]
}
