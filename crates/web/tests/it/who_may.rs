//! Every address of the pages × everybody who may ask for it: whoever is not listed is sent away.
//!
//! Each console lists its addresses and its visitors in `<console>/who_may.rs`.

use std::ptr;

use crate::app::App;
use crate::{admission, authority, desk, people, provider};
use testkit::{Answer, Browser};

/// Whom an address is for.
#[derive(Clone, Copy)]
pub enum For {
    Everybody,
    Only(&'static Kind),
}

use For::{Everybody, Only};

/// A kind of visitors.
pub struct Kind {
    /// Where everybody else is sent.
    pub sent_to: &'static [&'static str],
    /// Whether what they do may lead there as well.
    pub leads_there: bool,
}

/// What a console says of its addresses. One that signs out, or ends what the others need, stands behind those.
pub struct Listed {
    /// Its session's cookie.
    pub cookie: &'static str,
    pub addresses: &'static [(&'static str, For)],
    /// Those that end a session.
    pub ends: &'static [(&'static str, For)],
}

/// Somebody who asks.
pub struct Visitor<'a> {
    who: String,
    browser: Browser<'a>,
    /// What they are let into beside what is everybody's.
    may: Vec<&'static Kind>,
}

impl<'a> Visitor<'a> {
    pub fn new(who: &str, browser: Browser<'a>, may: Vec<&'static Kind>) -> Self {
        let who = who.to_owned();
        Self { who, browser, may }
    }

    fn may(&self, whom: For) -> bool {
        match whom {
            Everybody => true,
            Only(kind) => self.may.iter().any(|own| ptr::eq(*own, kind)),
        }
    }
}

/// Names each console once.
macro_rules! consoles {
    ($($console:ident),+) => {
        const CONSOLES: &[Listed] = &[$($console::who_may::LISTED),+];

        /// Each console's own visitors, by its cookie.
        async fn visitors(app: &App) -> Vec<(&'static str, Visitor<'_>)> {
            let mut all = Vec::new();
            $(
                let own = $console::who_may::visitors(app).await;
                all.extend(own.into_iter().map(|one| ($console::who_may::LISTED.cookie, one)));
            )+
            all
        }
    };
}

consoles! { people, desk, provider, admission, authority }

/// Everybody who may ask: nobody, each console's visitors, a made-up cookie, and each visitor's own at other consoles.
async fn everybody(app: &App) -> Vec<Visitor<'_>> {
    let own = visitors(app).await;
    let mut all = vec![Visitor::new("nobody", app.browser(), vec![])];
    let with = |who: String, name: &str, value: &str| {
        let mut browser = app.browser();
        browser.cookies.insert(name.to_owned(), value.to_owned());
        Visitor::new(&who, browser, vec![])
    };
    for Listed { cookie, .. } in CONSOLES {
        all.push(with(format!("a made-up {cookie}"), cookie, "abc"));
        let at_home = own.iter().filter(|(_, visitor)| !visitor.may.is_empty());
        for (home, visitor) in at_home.filter(|(home, _)| home != cookie) {
            let value = &visitor.browser.cookies[*home];
            all.push(with(format!("{} by {cookie}", visitor.who), cookie, value));
        }
    }
    all.extend(own.into_iter().map(|(_, visitor)| visitor));
    all
}

/// An address with something in place of each name in it.
fn filled(address: &str) -> String {
    address
        .replace("{record}", "0-600001-1-2")
        .replace("{transaction}", &"0".repeat(64))
        .replace("{id}", &"0".repeat(32))
        .replace("{number}", "1")
        .replace("{name}", "desk.css")
        .replace("{date}", "2026-03-09")
        .replace("{form}", "csv")
        .replace("{run}", "00000000-0000-0000-0000-000000000000")
        .replace("{*token}", "abc")
        .replace("{token}", "abc")
}

/// The path an answer leads on to; empty where it does not.
fn leads_to(answer: &Answer) -> &str {
    let to = answer.headers.get("location");
    let to = to.map_or("", |to| to.to_str().unwrap());
    to.split('?').next().unwrap_or_default()
}

/// Whether an answer sends to where those of a kind begin.
fn sends_away(to: &str, kind: &Kind) -> bool {
    kind.sent_to.contains(&to)
}

/// Whether nothing is behind an answer but another address that is as closed.
fn leads_to_as_closed(to: &str, kind: &Kind) -> bool {
    let mut addresses = CONSOLES.iter().flat_map(|console| console.addresses);
    addresses.any(|(path, whom)| *path == to && matches!(whom, Only(own) if ptr::eq(*own, kind)))
}

#[tokio::test]
async fn whoever_is_not_listed_is_sent_away_from_every_address() {
    let app = App::new().await;
    app.fill().await;
    let addresses = || CONSOLES.iter().flat_map(|console| console.addresses);
    let ends = || CONSOLES.iter().flat_map(|console| console.ends);
    let listed = addresses().chain(ends());
    let mut listed: Vec<_> = listed.map(|(path, _)| (*path).to_owned()).collect();
    let mut there = web::paths();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);

    let mut everybody = everybody(&app).await;
    let before = app.movements();
    for (address, whom) in addresses().chain(ends()) {
        let path = filled(address);
        for visitor in &mut everybody {
            let may = visitor.may(*whom);
            let Visitor { who, browser, .. } = visitor;
            let cookies = browser.cookies.clone();
            let answers = [browser.get(&path).await, browser.post(&path, &[]).await];
            browser.cookies = cookies;
            let asked = answers.iter().filter(|answer| answer.status != 405);
            for answer in asked {
                let (to, status) = (leads_to(answer), answer.status);
                let Only(kind) = whom else { continue };
                if may {
                    let ends = kind.leads_there || ends().any(|(one, _)| one == address);
                    let sent = sends_away(to, kind) && !ends;
                    assert!(!sent && status != 403, "{who} at {path}: {status} to {to}");
                } else {
                    let kept_out = sends_away(to, kind) || leads_to_as_closed(to, kind);
                    assert!(
                        kept_out || status == 403,
                        "{who} at {path}: {status} to {to}"
                    );
                }
            }
        }
    }
    assert_eq!(app.movements(), before);
}
