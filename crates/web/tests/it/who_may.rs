//! Every address of the pages × everybody who may ask for it: whoever is not listed is sent away.

use keys::OsRandom;
use registry::desk::staff::StaffRole;

use crate::app::{App, PHONE, start};
use crate::browser::{Answer, Browser};
use crate::desk::PASSWORD;

/// Whom an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Everybody,
    /// Somebody who has signed in.
    Person,
    /// An agent who has signed in at the desk.
    Agent,
    /// The same, while serving a caller who is proven.
    Serving,
}

use For::{Agent, Everybody, Person, Serving};

/// Every address. One that signs out, or ends what the others need, stands behind those.
const ADDRESSES: [(&str, For); 59] = [
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
    ("/desk/sign-in", Everybody),
    ("/account/deleted", Everybody),
    ("/accesses", Person),
    ("/addresses", Person),
    ("/addresses/code", Person),
    ("/addresses/notices", Person),
    ("/addresses/remove", Person),
    ("/approve", Person),
    ("/approve/brand", Person),
    ("/consents", Person),
    ("/consents/all", Person),
    ("/consents/change", Person),
    ("/consents/undo", Person),
    ("/consents/{record}", Person),
    ("/consents/{record}/receipts/{transaction}", Person),
    ("/data", Person),
    ("/data.csv", Person),
    ("/data.json", Person),
    ("/complaints", Person),
    ("/complaints/new", Person),
    ("/complaints/refuse", Person),
    ("/complaints/drafts/{id}", Person),
    ("/complaints/drafts/{id}/file", Person),
    ("/complaints/drafts/{id}/image", Person),
    ("/complaints/drafts/{id}/image/remove", Person),
    ("/complaints/drafts/{id}/review", Person),
    ("/complaints/drafts/{id}/delete", Person),
    ("/complaints/{number}", Person),
    ("/complaints/{number}/image", Person),
    ("/desk", Agent),
    ("/desk/proof", Agent),
    ("/desk/proof/network", Agent),
    ("/desk/caller", Serving),
    ("/desk/caller/approve", Serving),
    ("/desk/caller/records/{record}", Serving),
    ("/desk/caller/refuse", Serving),
    ("/desk/complaints", Serving),
    ("/desk/complaints/new", Serving),
    ("/desk/complaints/refuse", Serving),
    ("/desk/complaints/drafts/{id}", Serving),
    ("/desk/complaints/drafts/{id}/file", Serving),
    ("/desk/complaints/drafts/{id}/image", Serving),
    ("/desk/complaints/drafts/{id}/image/remove", Serving),
    ("/desk/complaints/drafts/{id}/review", Serving),
    ("/desk/complaints/drafts/{id}/delete", Serving),
    ("/desk/complaints/{number}", Serving),
    ("/desk/complaints/{number}/image", Serving),
    ("/desk/call", Agent),
    ("/desk/end", Agent),
];

/// Those that end a session.
const ENDS: [(&str, For); 3] = [
    ("/account/delete", Person),
    ("/sign-out", Everybody),
    ("/desk/sign-out", Agent),
];

/// An address with something in place of each name in it.
fn filled(address: &str) -> String {
    address
        .replace("{record}", "0-600001-1-2")
        .replace("{transaction}", &"0".repeat(64))
        .replace("{id}", &"0".repeat(32))
        .replace("{number}", "1")
        .replace("{name}", "desk.css")
        .replace("{*token}", "abc")
}

/// Everybody who may ask, and what they are let into beside what is everybody's.
async fn everybody(app: &App) -> Vec<(&'static str, Browser<'_>, &'static [For])> {
    let member = app
        .directory
        .add_staff(
            "kurum",
            PASSWORD,
            StaffRole::Authority,
            "Kurum",
            &OsRandom,
            start(),
        )
        .await
        .unwrap();
    // A session opened by an earlier build, which let them in.
    let opened = app
        .directory
        .open_staff_session(&member, &OsRandom, start());
    let token = opened.await.unwrap();
    let with = |name: &str, value: &str| {
        let mut browser = app.browser();
        browser.cookies.insert(name.to_owned(), value.to_owned());
        browser
    };
    let person = app.signed_in_with("ayse@posta.example").await;
    let serving = app.serving(PHONE).await;
    let idle = app.at_desk_again().await;
    let elsewhere =
        |browser: &Browser<'_>, name: &str| with(name, browser.cookies.values().next().unwrap());
    vec![
        ("nobody", app.browser(), &[]),
        (
            "somebody with a made-up cookie",
            with("__Host-izin", "abc"),
            &[],
        ),
        (
            "a person with their own cookie at the desk",
            elsewhere(&person, "__Host-izin-desk"),
            &[],
        ),
        (
            "an agent with their own cookie at people's pages",
            elsewhere(&idle, "__Host-izin"),
            &[],
        ),
        (
            "staff of the authority",
            with("__Host-izin-desk", &token),
            &[],
        ),
        ("a person", person, &[Person]),
        ("an agent without a call", idle, &[Agent]),
        ("an agent with a call", serving, &[Agent, Serving]),
    ]
}

/// The path an answer leads on to; empty where it does not.
fn leads_to(answer: &Answer) -> &str {
    let to = answer.headers.get("location");
    let to = to.map_or("", |to| to.to_str().unwrap());
    to.split('?').next().unwrap_or_default()
}

/// Whether an answer sends to where one signs in, or an agent without a call to where one is begun.
fn sends_away(to: &str, whom: For) -> bool {
    match whom {
        Everybody => false,
        Person => to == "/sign-in",
        Agent => to == "/desk/sign-in",
        Serving => to == "/desk/sign-in" || to == "/desk",
    }
}

/// Whether nothing is behind an answer but another address that is as closed.
fn leads_to_as_closed(to: &str, whom: For) -> bool {
    ADDRESSES.contains(&(to, whom))
}

#[tokio::test]
async fn whoever_is_not_listed_is_sent_away_from_every_address() {
    let app = App::new().await;
    app.fill().await;
    let addresses: Vec<_> = ADDRESSES.iter().chain(&ENDS).collect();
    let mut listed: Vec<_> = addresses
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect();
    let mut there = web::paths();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);

    let mut browsers = everybody(&app).await;
    let before = app.movements();
    for (path, whom) in addresses {
        let path = filled(path);
        for (who, browser, may) in &mut browsers {
            let cookies = browser.cookies.clone();
            let answers = [browser.get(&path).await, browser.post(&path, &[]).await];
            browser.cookies = cookies;
            let asked = answers.iter().filter(|answer| answer.status != 405);
            for answer in asked {
                let (to, status) = (leads_to(answer), answer.status);
                if *whom == Everybody || may.contains(whom) {
                    // What ends a call leads back to the desk, what ends a session to where one is begun.
                    let ends = *whom == Serving || ENDS.iter().any(|(one, _)| *one == path);
                    let sent = sends_away(to, *whom) && !ends;
                    assert!(!sent, "{who} at {path}: {status} to {to}");
                } else {
                    let kept_out = sends_away(to, *whom) || leads_to_as_closed(to, *whom);
                    assert!(kept_out, "{who} at {path}: {status} to {to}");
                }
            }
        }
    }
    assert_eq!(app.movements(), before);
}
