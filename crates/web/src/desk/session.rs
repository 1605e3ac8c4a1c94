//! Who works at the desk, and whom they serve.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use registry::desk::staff::AgentSession;
use registry::desk::{Call, CallState};

use crate::WebState;
use crate::desk::paths;
use crate::kit::console::Console;
use crate::kit::cookie::Cookie;
use crate::kit::failure::Failure;

/// The desk. Its session is another than the recipients', so that one browser may have both; what leads from page to
/// page is its own bar's.
pub static DESK: Console = Console {
    session: Cookie::new("izin-desk", None),
    sign_in: paths::SIGN_IN,
    sign_out: paths::SIGN_OUT,
    home: paths::DESK,
    navigation: &[],
};

/// A member of the staff who has signed in; strangers are sent to the desk's sign-in.
pub struct AtDesk(pub AgentSession);

impl FromRequestParts<WebState> for AtDesk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let token = DESK.session.read(&parts.headers, &state.settings);
        let session = match token {
            Some(token) => state
                .registry
                .desk()
                .staff_session(&token)
                .await
                .map_err(refuse)?,
            None => None,
        };
        session
            .map(Self)
            .ok_or_else(|| Redirect::to(DESK.sign_in).into_response())
    }
}

/// The call that is being served, proven; without one the desk is shown.
#[derive(Clone, Debug)]
pub struct OnCall(pub Box<Call>);

impl OnCall {
    /// That a form is of a page about this very caller, by the name it sends along. One that is of an
    /// earlier caller's page, left open in another window, leads to the desk.
    pub fn require(&self, named: &str) -> Result<(), Failure> {
        same_call(&self.0.name(), named)
    }
}

/// That a form is of the call that is served now. One that names none is of no page and believed.
pub fn same_call(served: &str, named: &str) -> Result<(), Failure> {
    if named.is_empty() || named == served {
        Ok(())
    } else {
        Err(Failure::Over(DESK.home))
    }
}

impl FromRequestParts<WebState> for OnCall {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let AtDesk(session) = AtDesk::from_request_parts(parts, state).await?;
        match state
            .registry
            .desk()
            .call_of(&session)
            .await
            .map_err(refuse)?
        {
            CallState::Open(call) => Ok(Self(call)),
            CallState::None | CallState::Waiting(_) => Err(Redirect::to(DESK.home).into_response()),
        }
    }
}

fn refuse(error: registry::Error) -> Response {
    Failure::from(error).into_response()
}
