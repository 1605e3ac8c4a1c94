//! Who is calling: the access token (contract 2.2).

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::ErrorCode;
use registry::Caller;

use crate::ApiState;
use crate::edge::{ClientIp, Problem, sharer};

/// The caller, proven by a valid access token; anything else is `H351`.
#[derive(Clone, Debug)]
pub struct Bearer(pub Caller);

impl FromRequestParts<ApiState> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let ClientIp(client) = ClientIp::from_request_parts(parts, state).await?;
        let contract = state.registry.contract();
        let caller = contract.caller_of(token(parts)?, client).await?;
        sharer::note(&mut parts.extensions, &caller);
        Ok(Self(caller))
    }
}

/// The token that was sent; without one, `H351`.
pub fn token(parts: &Parts) -> Result<&str, Problem> {
    after_scheme(parts, "Bearer").ok_or_else(|| Problem::code(ErrorCode::H351))
}

/// What follows an authentication scheme; the scheme's case does not count (RFC 9110, 11.1).
pub fn after_scheme<'a>(parts: &'a Parts, scheme: &str) -> Option<&'a str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (word, rest) = value.split_once(' ')?;
    word.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
