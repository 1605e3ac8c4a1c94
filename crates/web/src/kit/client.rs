//! Where a visitor comes from, as far as it can be believed.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::WebState;

/// The visitor's address; codes asked for and wrong passwords at the desk are counted by it.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

impl Client {
    /// The network that the visitor is in: whoever has one address of it easily has the others.
    pub fn network(self) -> IpAddr {
        registry::clients::network(self.0)
    }
}

impl FromRequestParts<WebState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        let client = edge::client_ip(parts, &state.settings.trusted_proxies);
        Ok(Self(client))
    }
}
