//! Recipients' console, and who has signed in to it.

use std::ops::{Deref, DerefMut};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use registry::people::recipient::Person;

use super::paths;
use crate::WebState;
use crate::kit::console::{Console, Link};
use crate::kit::cookie::Cookie;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::visit::{self, HTMX_REQUEST};
use crate::shared::code_form::Asking;

/// Recipients' console.
pub static PEOPLE: Console = Console {
    session: Cookie::new("izin", None),
    sign_in: paths::SIGN_IN,
    sign_out: paths::SIGN_OUT,
    home: paths::CONSENTS,
    navigation: &[
        Link::to("nav-consents", paths::CONSENTS),
        Link::to("nav-brands", paths::APPROVE),
        Link::to("nav-addresses", paths::ADDRESSES),
        Link::to("nav-complaints", paths::COMPLAINTS),
        Link::to("nav-accesses", paths::ACCESSES),
        Link::to("nav-data", paths::DATA),
    ],
};

/// One request for a recipient's page.
#[derive(Clone, Debug)]
pub struct Visit {
    visit: visit::Visit,
    /// Who has signed in; `None`: nobody has.
    pub person: Option<Person>,
}

impl Visit {
    /// What every template needs. `title` is a text's identifier.
    pub fn page(&self, title: &str) -> Page {
        Page {
            console: self.person.is_some().then_some(&PEOPLE),
            ..Page::new(self, title)
        }
    }

    async fn of(parts: &Parts, state: &WebState) -> Result<Self, Failure> {
        let person = match PEOPLE.session.read(&parts.headers, &state.settings) {
            Some(token) => state.registry.people().person_of(&token).await?,
            None => None,
        };
        let language = person.as_ref().map(|person| person.language);
        Ok(Self {
            visit: visit::Visit::new(parts, &state.settings, language),
            person,
        })
    }
}

impl Asking for Visit {
    fn page_of(&self, title: &str) -> Page {
        self.page(title)
    }
}

impl Deref for Visit {
    type Target = visit::Visit;

    fn deref(&self) -> &visit::Visit {
        &self.visit
    }
}

impl DerefMut for Visit {
    fn deref_mut(&mut self) -> &mut visit::Visit {
        &mut self.visit
    }
}

impl FromRequestParts<WebState> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        // A handler may take several extractors; the session is looked up once.
        if let Some(visit) = parts.extensions.get::<Self>() {
            return Ok(visit.clone());
        }
        let visit = Self::of(parts, state).await?;
        parts.extensions.insert(visit.clone());
        Ok(visit)
    }
}

/// Somebody who has signed in; strangers are sent to the sign-in and from there back here.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Person);

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        match visit.person {
            Some(person) => Ok(Self(person)),
            None => Err(to_sign_in(&parts.headers, &visit.here)),
        }
    }
}

/// Brings a stranger to the sign-in.
fn to_sign_in(headers: &HeaderMap, here: &str) -> Response {
    let target = if here == paths::START {
        PEOPLE.sign_in.to_owned()
    } else {
        paths::asking(PEOPLE.sign_in, "next", here)
    };
    if headers.contains_key(HTMX_REQUEST) {
        // A redirect would be followed by the script, and the sign-in put into the middle of a page.
        let whole_page = [(HeaderName::from_static("hx-redirect"), target)];
        return (StatusCode::OK, whole_page).into_response();
    }
    Redirect::to(&target).into_response()
}

/// Lets somebody in who has just signed in: to `next`, or to their records if that is empty. `forget`
/// drops the cookie of what they signed in by.
pub async fn enter(
    state: &WebState,
    headers: &HeaderMap,
    signed_in: &registry::people::recipient::SignedIn,
    forget: HeaderValue,
    next: &str,
) -> Result<Response, Failure> {
    // Whoever was signed in here before is not any more.
    if let Some(token) = PEOPLE.session.read(headers, &state.settings) {
        state.registry.people().sign_out(&token).await?;
    }
    let session = PEOPLE.session.set(&signed_in.token, &state.settings);
    let cookies = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, forget)]);
    let next = Some(next).filter(|next| !next.is_empty());
    Ok((cookies, Redirect::to(next.unwrap_or(PEOPLE.home))).into_response())
}
