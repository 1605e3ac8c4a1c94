//! A one-time code, from sending it to reading it: the same for signing in and for adding an address.

use std::net::IpAddr;

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::message::CodePurpose;
use registry::people::recipient::{
    CODE_MINUTES, CodeAsker, CodeChecked, CodeRequested, CodeRoute, ProvenAddress,
};
use serde::Deserialize;

use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::people::pending::Pending;
use crate::people::session::Visit;

/// The most characters of a code that are looked at.
const CODE_CHARACTERS_MAX: usize = 20;

/// What the form sends.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
}

impl CodeForm {
    /// The code without the blanks and hyphens that people group digits by.
    fn code(&self) -> String {
        self.code
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
            .take(CODE_CHARACTERS_MAX)
            .collect()
    }
}

/// What a code is for, and where its form sends to.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// What for.
    pub purpose: CodePurpose,
    /// The code itself.
    pub code: &'static str,
    /// The wish for another one.
    pub again: &'static str,
    /// The way back to another address.
    pub back: &'static str,
    /// The link of the navigation it is under.
    pub section: &'static str,
}

#[derive(Template)]
#[template(path = "people/code.html")]
struct CodePage {
    page: Page,
    ways: Ways,
    address: String,
    wire: String,
    next: String,
    minutes: u32,
    error: Option<String>,
}

/// What became of asking for a code.
pub enum Asked {
    /// It is on its way, and the browser to the form.
    UnderWay(Response),
    /// Nothing was sent.
    Refused {
        /// With which status this is said.
        status: StatusCode,
        /// In words.
        error: String,
    },
}

/// Sends a code to what somebody has typed as an address; they go on to `next` once it is proven.
pub async fn send(
    visit: &Visit,
    state: &WebState,
    ways: Ways,
    (typed, next): (&str, &str),
    (client, headers): (IpAddr, &HeaderMap),
) -> Result<Asked, Failure> {
    let Some(address) = address::read(typed) else {
        return Ok(Asked::Refused {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            error: visit.words.text("address-unreadable"),
        });
    };
    let language = visit.words.language();
    let held = Pending::read(ways.purpose, headers, &state.settings);
    let held = held.filter(|held| held.address == address);
    let asker = CodeAsker {
        client: Some(client),
        held: held.map(|held| held.challenge),
    };
    let requested = state
        .registry
        .people()
        .request_code(&address, ways.purpose, language, asker)
        .await?;
    let challenge = match requested {
        CodeRequested::Sent(challenge) | CodeRequested::StillValid(challenge) => challenge,
        CodeRequested::NoRoute => {
            let route = state.registry.people().code_route(&address, ways.purpose);
            let error = match route {
                CodeRoute::Abroad => "code-not-abroad",
                CodeRoute::NoMobile | CodeRoute::Open => "code-no-mobile",
            };
            return Ok(Asked::Refused {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                error: visit.words.text(error),
            });
        }
        CodeRequested::TooMany { again_at } => {
            let at = [("time", visit.words.instant(again_at).into())];
            return Ok(Asked::Refused {
                status: StatusCode::TOO_MANY_REQUESTS,
                error: visit.words.with("code-too-many", &at),
            });
        }
    };
    let pending = Pending {
        challenge: challenge.id,
        address,
        next: next.to_owned(),
    };
    let cookie = pending.remember(ways.purpose, &state.settings);
    let cookies = [(header::SET_COOKIE, cookie)];
    Ok(Asked::UnderWay(
        (cookies, Redirect::to(ways.code)).into_response(),
    ))
}

/// The form for the code under way; without one, the way back.
pub fn show(visit: &Visit, headers: &HeaderMap, ways: Ways) -> Result<Response, Failure> {
    match Pending::read(ways.purpose, headers, &visit.settings) {
        Some(pending) => form(visit, ways, &pending, None),
        None => Ok(Redirect::to(ways.back).into_response()),
    }
}

/// What became of trying a code.
pub enum Tried {
    /// The address is proven.
    Proven {
        /// The address.
        address: ProvenAddress,
        /// Where to go now; empty: nowhere in particular.
        next: String,
    },
    /// It is not; this says why.
    Not(Response),
}

/// Tries the code that was typed.
pub async fn check(
    visit: &Visit,
    state: &WebState,
    headers: &HeaderMap,
    ways: Ways,
    sent: &CodeForm,
) -> Result<Tried, Failure> {
    let Some(pending) = Pending::read(ways.purpose, headers, &state.settings) else {
        return Ok(Tried::Not(Redirect::to(ways.back).into_response()));
    };
    let checked = state
        .registry
        .people()
        .check_code(pending.challenge, ways.purpose, &sent.code())
        .await?;
    let error = match checked {
        CodeChecked::Proven(address) => {
            let next = pending.next;
            return Ok(Tried::Proven { address, next });
        }
        CodeChecked::Wrong { tries_left } => wrong(visit, tries_left),
        CodeChecked::Gone => visit.words.text("code-gone"),
    };
    Ok(Tried::Not(form(visit, ways, &pending, Some(error))?))
}

/// The form; `error` is what was wrong with the code.
fn form(
    visit: &Visit,
    ways: Ways,
    pending: &Pending,
    error: Option<String>,
) -> Result<Response, Failure> {
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = CodePage {
        page: visit.page("code-title").under(ways.section),
        ways,
        address: address::shown(&pending.address),
        wire: pending.address.to_string(),
        next: pending.next.clone(),
        minutes: CODE_MINUTES,
        error,
    };
    show_with(status, &page)
}

/// What is said about a wrong code.
fn wrong(visit: &Visit, tries_left: u8) -> String {
    if tries_left == 0 {
        visit.words.text("code-no-tries")
    } else {
        let tries = [("tries", tries_left.into())];
        visit.words.with("code-wrong", &tries)
    }
}
