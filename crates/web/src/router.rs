//! All pages together, and what is wrapped round them.

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::failure::{Failure, failure_pages};
use crate::{
    WebState, accesses, account, addresses, approve, assets, complaints, consents, data,
    demo_inbox, desk, exit, language, oidc, security, sign_in, welcome,
};

/// The longest form, in bytes: more boxes than may be ticked at once still give a clear answer.
/// Routes that take files set a limit of their own.
const FORM_BYTES_MAX: usize = 512 * 1024;

/// The whole of the pages over a registry.
pub fn router(state: WebState) -> Router {
    let pages = Router::new()
        .merge(assets::routes())
        .merge(welcome::routes())
        .merge(crate::privacy::routes())
        .merge(sign_in::routes())
        .merge(oidc::routes())
        .merge(consents::routes())
        .merge(approve::routes())
        .merge(addresses::routes())
        .merge(account::routes())
        .merge(data::routes())
        .merge(language::routes())
        .merge(demo_inbox::routes())
        .merge(accesses::routes())
        .merge(complaints::routes())
        .merge(desk::routes())
        .layer(csrf(&state));
    // What other sites' servers may post to, by their own right and without cookies.
    let open = Router::new().merge(exit::routes());
    pages
        .merge(open)
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(RequestBodyDeadlineLayer::new(state.form_timeout))
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(middleware::from_fn_with_state(state.clone(), failure_pages))
        .layer(middleware::from_fn(security::secure))
        .with_state(state)
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

async fn nothing_here(_: Request) -> Response {
    Failure::NotFound.into_response()
}

async fn wrong_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}
