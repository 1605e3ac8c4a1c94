//! Name and password with every request (RFC 7617), as intermediaries send them.

use axum::extract::FromRequestParts;
use axum::http::header::{HeaderValue, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::ErrorCode;
use registry::Caller;
use registry::contract::session::LoginError;

use super::bearer::after_scheme;
use crate::ApiState;
use crate::edge::{Bearer, ClientIp, Problem, sharer};

/// The longest credentials looked at, in characters of their base64 form.
const CREDENTIALS_MAX: usize = 2_048;

/// The caller, proven by name and password; anything else is `H351` with a Basic challenge.
#[derive(Clone, Debug)]
pub struct Basic(pub Caller);

/// The caller, proven either way; anything else is `H351`.
#[derive(Clone, Debug)]
pub struct AnyCaller(pub Caller);

impl FromRequestParts<ApiState> for Basic {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Response> {
        let Some((name, password)) = credentials(parts) else {
            return Err(challenge(Problem::code(ErrorCode::H351)));
        };
        let ClientIp(client) = ClientIp::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let caller = state
            .registry
            .asking()
            .caller_by_password(&name, &password, client)
            .await;
        let caller = caller.map_err(|error| match error {
            LoginError::TooMany { again_at } => {
                let wait = again_at.wait_seconds(state.registry.now());
                Problem::code(ErrorCode::H124)
                    .with_wait(wait)
                    .into_response()
            }
            LoginError::Registry(error) => Problem::from(error).into_response(),
            LoginError::Credentials | LoginError::Admin | LoginError::RefreshToken => {
                challenge(Problem::code(ErrorCode::H351))
            }
        })?;
        sharer::note(&mut parts.extensions, &caller);
        Ok(Self(caller))
    }
}

impl FromRequestParts<ApiState> for AnyCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Response> {
        if has_scheme(parts, "Basic") {
            let Basic(caller) = Basic::from_request_parts(parts, state).await?;
            return Ok(Self(caller));
        }
        let Bearer(caller) = Bearer::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self(caller))
    }
}

fn has_scheme(parts: &Parts, scheme: &str) -> bool {
    after_scheme(parts, scheme).is_some()
}

fn credentials(parts: &Parts) -> Option<(String, String)> {
    let encoded = after_scheme(parts, "Basic").filter(|text| text.len() <= CREDENTIALS_MAX)?;
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn challenge(problem: Problem) -> Response {
    const CHALLENGE: HeaderValue =
        HeaderValue::from_static("Basic realm=\"izin\", charset=\"UTF-8\"");
    let mut response = problem.into_response();
    if response.status() == axum::http::StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
    }
    response
}
