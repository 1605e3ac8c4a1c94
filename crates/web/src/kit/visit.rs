//! In which language somebody asks, and for what: the same for every page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use domain::Language;
use words::Words;

use super::cookie::Cookie;
use super::paths::{START, return_to};
use crate::{Settings, WebState};

/// The language somebody has chosen, kept for a year.
pub const LANGUAGE: Cookie = Cookie::new("izin-lang", Some(365 * 24 * 3_600));

/// The query parameter that shows one page in another language.
pub const LANGUAGE_PARAMETER: &str = "lang";

/// What htmx sends along with its requests.
pub const HTMX_REQUEST: &str = "hx-request";

/// One request for a page.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language of the answer.
    pub words: Words,
    /// The path and query to come back to: of this page, or of the start where this is a form's answer.
    pub here: String,
    /// How the pages are served.
    pub settings: Arc<Settings>,
}

impl Visit {
    /// The visit of a request. `account`: the language of whoever has signed in.
    pub fn new(parts: &Parts, settings: &Arc<Settings>, account: Option<Language>) -> Self {
        Self {
            here: here(parts),
            ..Self::of(&parts.uri, &parts.headers, settings, account)
        }
    }

    /// The visit of a request that no handler has seen.
    pub fn to_nowhere(uri: &Uri, headers: &HeaderMap, settings: &Arc<Settings>) -> Self {
        Self::of(uri, headers, settings, None)
    }

    fn of(
        uri: &Uri,
        headers: &HeaderMap,
        settings: &Arc<Settings>,
        account: Option<Language>,
    ) -> Self {
        Self {
            words: Words::of(language(uri, headers, settings, account)),
            here: START.to_owned(),
            settings: Arc::clone(settings),
        }
    }
}

/// The language of an answer: the page's own parameter, what was chosen before, the account's, what
/// the browser prefers, Turkish.
fn language(
    uri: &Uri,
    headers: &HeaderMap,
    settings: &Settings,
    account: Option<Language>,
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
        .or(account)
        .or_else(|| preferred(headers))
        .unwrap_or_default()
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
    let path = parts
        .uri
        .path_and_query()
        .map_or(START, |path| path.as_str());
    if parts.method == Method::GET {
        return_to(path).unwrap_or(START).to_owned()
    } else {
        START.to_owned()
    }
}

impl FromRequestParts<WebState> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        Ok(Self::new(parts, &state.settings, None))
    }
}
