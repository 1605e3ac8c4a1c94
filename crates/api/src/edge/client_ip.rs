//! The client's address, as far as it can be believed (see [`edge::client_ip`]).

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::ApiState;
use crate::edge::Problem;

/// Who is calling, behind whatever trusted proxies there are.
#[derive(Clone, Copy, Debug)]
pub struct ClientIp(pub IpAddr);

impl FromRequestParts<ApiState> for ClientIp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        Ok(Self(::edge::client_ip(
            parts,
            &state.settings.trusted_proxies,
        )))
    }
}
