//! All pages together, and what is wrapped round them.

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, middleware};
use percent_encoding::percent_decode_str;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::kit::failure::Failure;
use crate::kit::failure_pages::failure_pages;
use crate::kit::paths::return_to;
use crate::kit::routes::Routes;
use crate::kit::{assets, security};
use crate::{WebState, admission, authority, desk, people, provider};

/// The longest form, in bytes. Routes that take files, or a box for each record, set a limit of their own.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// The whole of the pages over a registry.
pub fn router(state: WebState) -> Router {
    let pages = pages().wrapped(|router| router.layer(csrf(&state)));
    pages
        .merge(people::routes_without_cookies())
        .into_router()
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(RequestBodyDeadlineLayer::new(state.form_timeout))
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(middleware::from_fn_with_state(state.clone(), failure_pages))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            security::secure,
        ))
        .with_state(state)
}

/// The path of every page, as the router has it (`/consents/{record}`).
pub fn paths() -> Vec<String> {
    pages().merge(people::routes_without_cookies()).into_paths()
}

/// All pages but those that other sites' servers may post to, by their own right and without cookies.
fn pages() -> Routes {
    Routes::new()
        .merge(assets::routes())
        .merge(people::routes())
        .merge(desk::routes())
        .merge(provider::routes())
        .merge(admission::routes())
        .merge(authority::routes())
}

/// Refuses what other sites' pages post in the visitor's name. Behind a proxy that does not pass on
/// `Host` the public address is believed.
fn csrf(state: &WebState) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match layer.clone().add_trusted_origin(&state.settings.public_url) {
        Ok(layer) => layer,
        Err(error) => {
            tracing::warn!(%error, "the public address is no origin; forms are believed by their host alone");
            layer
        }
    }
}

/// There is nothing here; but what mail programs glue to a link (the full stop of a sentence, a bracket, a
/// slash) is no part of it.
async fn nothing_here(request: Request) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    match unglued(request.uri().path()) {
        Some(path) if looks => Redirect::permanent(&path).into_response(),
        _ => Failure::NotFound.into_response(),
    }
}

/// A path without what is glued to its end. `None`: nothing is, or nothing else.
fn unglued(path: &str) -> Option<String> {
    let plain = percent_decode_str(path).decode_utf8().ok()?;
    let shorter = plain.trim_end_matches(|sign: char| !sign.is_ascii_alphanumeric());
    let path = return_to(shorter)?;
    (shorter.len() < plain.len()).then(|| path.to_owned())
}

async fn wrong_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_glued_to_a_link_is_taken_off_and_leads_to_no_other_site() {
        for (glued, path) in [
            ("/complaints.", "/complaints"),
            ("/consents/", "/consents"),
            ("/consents%3E", "/consents"),
            ("/sign-in),%E2%80%9D", "/sign-in"),
        ] {
            assert_eq!(unglued(glued).as_deref(), Some(path));
        }
        for other in [
            "/",
            "/.",
            "/nowhere",
            "//evil.example.",
            "/%2Fevil.example/",
            "/%5Cevil.example.",
            "/%FF.",
        ] {
            assert_eq!(unglued(other), None, "{other}");
        }
    }
}
