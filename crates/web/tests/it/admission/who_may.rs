//! Who may ask for which of the pages of applications.

use super::APPLICANT;
use crate::app::App;
use crate::who_may::For::{Everybody, Only};
use crate::who_may::{For, Kind, Listed, Visitor};

/// Somebody who has proven an address.
static APPLYING: Kind = Kind {
    sent_to: &["/apply"],
    leads_there: false,
};

pub const LISTED: Listed = Listed {
    cookie: "__Host-izin-apply",
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 7] = [
    ("/apply", Everybody),
    ("/apply/code", Everybody),
    ("/apply/sign/{token}", Everybody),
    ("/apply/applications", Only(&APPLYING)),
    ("/apply/applications/{id}", Only(&APPLYING)),
    ("/apply/applications/{id}/delete", Only(&APPLYING)),
    ("/apply/applications/{id}/recall", Only(&APPLYING)),
];

const ENDS: [(&str, For); 1] = [("/apply/sign-out", Everybody)];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    let applying = app.applying(APPLICANT).await;
    vec![Visitor::new("an applicant", applying, vec![&APPLYING])]
}
