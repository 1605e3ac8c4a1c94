//! A one-time code, from sending it to reading it: the same wherever somebody proves an address.

use std::net::IpAddr;
use std::ops::Deref;

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::message::CodePurpose;
use registry::people::recipient::{
    CODE_MINUTES, CodeAsker, CodeChecked, CodeRequested, CodeRoute, ProvenAddress,
};

use crate::WebState;
use crate::kit::address::{self, ADDRESS_MAX};
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::paths::return_to;
use crate::kit::text::Text;
use crate::kit::visit;
use crate::shared::pending::Pending;

/// The most characters of a code that are looked at.
const CODE_CHARACTERS_MAX: usize = 20;

fields! {
    /// The form that asks for a code.
    pub enum AddressField {
        Address = text("address", ADDRESS_MAX),
        /// Where to go once the address is proven.
        Next = hidden("next"),
    }
}

fields! {
    /// The form that takes it.
    pub enum CodeField {
        Code = secret("code", CODE_CHARACTERS_MAX),
    }
}

/// The code without the blanks and hyphens that people group digits by.
fn code(form: &Form<CodeField>) -> String {
    let signs = form.value(CodeField::Code).chars();
    signs
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .take(CODE_CHARACTERS_MAX)
        .collect()
}

/// A console's visit, with the pages of that console.
pub trait Asking: Deref<Target = visit::Visit> {
    /// What every template needs. `title` is a text's identifier.
    fn page_of(&self, title: &str) -> Page;
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
#[template(path = "shared/code.html")]
struct CodePage {
    page: Page,
    ways: Ways,
    address: String,
    form: Form<CodeField>,
    /// The wish for another code.
    again: Form<AddressField>,
    minutes: u32,
}

/// What became of asking for a code.
pub enum Asked {
    /// It is on its way, and the browser to the form.
    UnderWay(Response),
    /// Nothing was sent; the form says why.
    Refused(Form<AddressField>),
}

/// Sends a code to what somebody has typed as an address.
pub async fn send(
    visit: &impl Asking,
    state: &WebState,
    ways: Ways,
    form: Form<AddressField>,
    (client, headers): (IpAddr, &HeaderMap),
) -> Result<Asked, Failure> {
    let refused = |form: Form<AddressField>, why| {
        Ok(Asked::Refused(form.refused(AddressField::Address, why)))
    };
    let Some(address) = address::read(form.value(AddressField::Address)) else {
        return refused(form, Text::of("address-unreadable"));
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
            let why = match route {
                CodeRoute::Abroad => Text::of("code-not-abroad"),
                CodeRoute::NoMobile | CodeRoute::Open => Text::of("code-no-mobile"),
            };
            return refused(form, why);
        }
        CodeRequested::TooMany { again_at } => {
            let at = visit.words.instant(again_at);
            let form = form.answered_with(StatusCode::TOO_MANY_REQUESTS);
            return refused(form, Text::of("code-too-many").filled("time", at));
        }
    };
    let pending = Pending {
        challenge: challenge.id,
        address,
        next: next(&form).to_owned(),
    };
    let cookie = pending.remember(ways.purpose, &state.settings);
    let cookies = [(header::SET_COOKIE, cookie)];
    Ok(Asked::UnderWay(
        (cookies, Redirect::to(ways.code)).into_response(),
    ))
}

/// Where a form leads on to; empty: nowhere in particular.
pub fn next(form: &Form<AddressField>) -> &str {
    return_to(form.value(AddressField::Next)).unwrap_or_default()
}

/// The form for the code under way; without one, the way back.
pub fn show(visit: &impl Asking, headers: &HeaderMap, ways: Ways) -> Result<Response, Failure> {
    match Pending::read(ways.purpose, headers, &visit.settings) {
        Some(pending) => page(visit, ways, &pending, Form::default()),
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
    visit: &impl Asking,
    state: &WebState,
    headers: &HeaderMap,
    ways: Ways,
    form: Form<CodeField>,
) -> Result<Tried, Failure> {
    let Some(pending) = Pending::read(ways.purpose, headers, &state.settings) else {
        return Ok(Tried::Not(Redirect::to(ways.back).into_response()));
    };
    let checked = state
        .registry
        .people()
        .check_code(pending.challenge, ways.purpose, &code(&form))
        .await?;
    let why = match checked {
        CodeChecked::Proven(address) => {
            let next = pending.next;
            return Ok(Tried::Proven { address, next });
        }
        CodeChecked::Wrong { tries_left: 0 } => Text::of("code-no-tries"),
        CodeChecked::Wrong { tries_left } => Text::of("code-wrong").filled("tries", tries_left),
        CodeChecked::Gone => Text::of("code-gone"),
    };
    let form = form.refused(CodeField::Code, why);
    Ok(Tried::Not(page(visit, ways, &pending, form)?))
}

fn page(
    visit: &impl Asking,
    ways: Ways,
    pending: &Pending,
    form: Form<CodeField>,
) -> Result<Response, Failure> {
    let template = CodePage {
        page: visit.page_of("code-title").under(ways.section).of(&form),
        ways,
        address: address::shown(&pending.address),
        form,
        again: Form::default()
            .with(AddressField::Address, &pending.address)
            .with(AddressField::Next, &pending.next),
        minutes: CODE_MINUTES,
    };
    show_with(template.form.status(), &template)
}
