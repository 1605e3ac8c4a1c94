//! Who may ask for which of the authority's pages.

use registry::authority::{Duty, Posting, Province};

use super::COOKIE;
use crate::app::App;
use crate::who_may::For::{Everybody, Only};
use crate::who_may::{For, Kind, Listed, Visitor};

/// An officer who has signed in.
static OFFICER: Kind = Kind {
    sent_to: &["/authority/sign-in"],
    leads_there: false,
};

pub const LISTED: Listed = Listed {
    cookie: COOKIE,
    addresses: &ADDRESSES,
    ends: &ENDS,
};

const ADDRESSES: [(&str, For); 2] = [
    ("/authority/sign-in", Everybody),
    ("/authority", Only(&OFFICER)),
];

const ENDS: [(&str, For); 1] = [("/authority/sign-out", Only(&OFFICER))];

pub async fn visitors(app: &App) -> Vec<Visitor<'_>> {
    let post = |province, duty| Posting {
        province: Province::new(province),
        duty,
    };
    let kept_out = app.at_authority("disarida", post(6, Duty::Cases)).await;
    let out = app.operator().set_staff_disabled("disarida", true);
    out.await.unwrap();
    let mut visitors = vec![Visitor::new("an officer who is kept out", kept_out, vec![])];
    for (name, posting) in [
        ("izmir", post(35, Duty::Cases)),
        ("genel", post(0, Duty::Cases)),
        ("denetim", post(0, Duty::Supervision)),
        ("kayit", post(0, Duty::Looks)),
    ] {
        let browser = app.at_authority(name, posting).await;
        visitors.push(Visitor::new(name, browser, vec![&OFFICER]));
    }
    visitors
}
