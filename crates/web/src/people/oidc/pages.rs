//! The way to the identity provider and back.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use words::Words;

use crate::kit::failure::Failure;
use crate::kit::paths::return_to;
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::Visit;
use crate::people::session::enter;
use crate::{IdentityAnswer, IdentityError, PendingIdentity, WebState};

/// Nothing here is posted: the browser goes to another site and comes back from it, which the pages'
/// own policy forbids to forms.
pub fn routes() -> Routes {
    Routes::new()
        .route(paths::IDENTITY_START, get(start))
        .route(paths::IDENTITY_CALLBACK, get(callback))
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn start(
    State(state): State<WebState>,
    Query(query): Query<Next>,
) -> Result<Response, Failure> {
    let Some(provider) = &state.identity else {
        return Err(Failure::NotFound);
    };
    let begun = match provider.begin().await {
        Ok(begun) => begun,
        Err(error) => return Ok(back(&error)),
    };
    let pending = PendingIdentity {
        next: return_to(&query.next).unwrap_or_default().to_owned(),
        ..begun.pending
    };
    let cookie = pending.remember(&state.settings);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&begun.url)).into_response())
}

async fn callback(
    visit: Visit,
    State(state): State<WebState>,
    headers: HeaderMap,
    Query(answer): Query<IdentityAnswer>,
) -> Result<Response, Failure> {
    let Some(provider) = &state.identity else {
        return Err(Failure::NotFound);
    };
    let forget = PendingIdentity::forget(&state.settings);
    let Some(pending) = PendingIdentity::read(&headers, &state.settings) else {
        return Ok(back(&IdentityError::Refused("nobody has begun to sign in")));
    };
    let identity = match provider.finish(&pending, &answer).await {
        Ok(identity) => identity,
        Err(error) => return Ok(forgetting(forget, back(&error))),
    };
    let signed_in = state
        .registry
        .people()
        .sign_in_as(&identity, visit.words.language())
        .await?;
    enter(&state, &headers, &signed_in, forget, &pending.next).await
}

fn forgetting(forget: HeaderValue, response: Response) -> Response {
    (AppendHeaders([(header::SET_COOKIE, forget)]), response).into_response()
}

/// Back to the sign-in, which says what went wrong.
fn back(error: &IdentityError) -> Response {
    tracing::warn!(%error, "nobody was signed in by the identity provider");
    let notice = match error {
        IdentityError::Cancelled => IdentityNotice::Cancelled,
        IdentityError::Unreachable(_) => IdentityNotice::Unreachable,
        IdentityError::Refused(_) => IdentityNotice::Failed,
    };
    Redirect::to(&paths::asking(paths::SIGN_IN, "identity", notice.name())).into_response()
}

/// What the sign-in says of an attempt to sign in by the identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityNotice {
    /// Nobody was signed in there.
    Cancelled,
    /// It does not answer.
    Unreachable,
    /// Its answer was not taken.
    Failed,
}

impl IdentityNotice {
    const ALL: [Self; 3] = [Self::Cancelled, Self::Unreachable, Self::Failed];

    const fn name(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Unreachable => "unreachable",
            Self::Failed => "failed",
        }
    }

    /// Reads its name in the sign-in's query.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.name() == name)
    }

    /// In words.
    pub fn text(self, words: Words, provider: &str) -> String {
        let id = match self {
            Self::Cancelled => "identity-cancelled",
            Self::Unreachable => "identity-unreachable",
            Self::Failed => "identity-failed",
        };
        words.with(id, &[("provider", provider.into())])
    }
}
