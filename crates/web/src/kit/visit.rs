//! Who asks, in which language, and for what: the same for every page.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Language;
use registry::people::recipient::Person;
use words::Words;

use crate::kit::cookie::Cookie;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, Section};
use crate::{Settings, WebState};

/// The session's token.
pub const SESSION: Cookie = Cookie::new("izin", None);

/// The language somebody has chosen, kept for a year.
pub const LANGUAGE: Cookie = Cookie::new("izin-lang", Some(365 * 24 * 3_600));

/// The query parameter that shows one page in another language.
pub const LANGUAGE_PARAMETER: &str = "lang";

/// What htmx sends along with its requests.
pub const HTMX_REQUEST: &str = "hx-request";

/// The longest path and query that somebody is brought back to.
const RETURN_MAX: usize = 1_000;

/// One request for a page.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language of the answer.
    pub words: Words,
    /// Who has signed in; `None`: nobody has.
    pub person: Option<Person>,
    /// The path and query to come back to: of this page, or of the start where this is a form's answer.
    pub here: String,
    /// How the pages are served.
    pub settings: Arc<Settings>,
}

impl Visit {
    /// What every template needs. `title` is a text's identifier.
    pub fn page(&self, title: &str, section: Section) -> Page {
        Page::new(self, self.words.text(title), section)
    }

    async fn of(parts: &Parts, state: &WebState) -> Result<Self, Failure> {
        let settings = &state.settings;
        let person = match SESSION.read(&parts.headers, settings) {
            Some(token) => state.registry.person_of(&token).await?,
            None => None,
        };
        let language = language(&parts.uri, &parts.headers, settings, person.as_ref());
        Ok(Self {
            words: Words::of(language),
            person,
            here: here(parts),
            settings: Arc::clone(settings),
        })
    }
}

/// The language of an answer: the page's own parameter, what was chosen before, the account's, what
/// the browser prefers, Turkish.
fn language(
    uri: &Uri,
    headers: &HeaderMap,
    settings: &Settings,
    person: Option<&Person>,
) -> Language {
    let asked = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == LANGUAGE_PARAMETER)
        .and_then(|(_, tag)| Language::from_tag(tag));
    asked
        .or_else(|| Language::from_tag(&LANGUAGE.read(headers, settings)?))
        .or_else(|| person.map(|person| person.language))
        .or_else(|| preferred(headers))
        .unwrap_or_default()
}

/// The language for a page about a request that no handler has seen.
pub fn language_without_account(uri: &Uri, headers: &HeaderMap, settings: &Settings) -> Language {
    language(uri, headers, settings, None)
}

/// The first language of `Accept-Language` that there is. Browsers write them by preference; the
/// weights are read only to skip what is refused.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let line = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    line.split(',').find_map(|part| {
        let mut pieces = part.split(';');
        let tag = pieces.next()?.trim();
        let refused = pieces.any(|weight| {
            let weight = weight.trim();
            weight
                .strip_prefix("q=")
                .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0))
        });
        let base = tag.split('-').next()?.to_ascii_lowercase();
        Language::from_tag(&base).filter(|_| !refused)
    })
}

fn here(parts: &Parts) -> String {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if parts.method == Method::GET {
        return_to(path).unwrap_or("/").to_owned()
    } else {
        "/".to_owned()
    }
}

/// Where somebody may be sent back to: a path on this site, not one that a browser reads as another's
/// (`//host`, `/\host`).
pub fn return_to(path: &str) -> Option<&str> {
    let own = path.starts_with('/') && !path.starts_with("//");
    let plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (own && plain && path.len() <= RETURN_MAX).then_some(path)
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
    let target = if here == "/" {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={}", encoded(here))
    };
    if headers.contains_key(HTMX_REQUEST) {
        // A redirect would be followed by the script, and the sign-in put into the middle of a page.
        let whole_page = [(HeaderName::from_static("hx-redirect"), target)];
        return (StatusCode::OK, whole_page).into_response();
    }
    Redirect::to(&target).into_response()
}

/// A text as a query's value.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
