//! What a browser keeps while its owner is at the identity provider.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::PendingIdentity;
use crate::Settings;
use crate::kit::cookie::Cookie;
use crate::kit::paths::return_to;

/// For as long as somebody may take at the provider.
const COOKIE: Cookie = Cookie::new("izin-identity", Some(15 * 60));

impl PendingIdentity {
    /// What the browser kept, if it is whole.
    pub(super) fn read(headers: &HeaderMap, settings: &Settings) -> Option<Self> {
        let value = COOKIE.read(headers, settings)?;
        let mut parts = value.splitn(4, '.');
        let mut secret = || parts.next().filter(|part| !part.is_empty());
        let (state, nonce, verifier) = (secret()?, secret()?, secret()?);
        let next = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        let next = String::from_utf8(next).ok()?;
        Some(Self {
            state: state.to_owned(),
            nonce: nonce.to_owned(),
            verifier: verifier.to_owned(),
            next: return_to(&next).unwrap_or_default().to_owned(),
        })
    }

    /// The header line that has it kept. The secrets are base64url, as [`super::OidcProvider`] makes
    /// them.
    pub(super) fn remember(&self, settings: &Settings) -> HeaderValue {
        let next = URL_SAFE_NO_PAD.encode(&self.next);
        let value = format!("{}.{}.{}.{next}", self.state, self.nonce, self.verifier);
        COOKIE.set(&value, settings)
    }

    /// The header line that has it forgotten.
    pub(super) fn forget(settings: &Settings) -> HeaderValue {
        COOKIE.forget(settings)
    }
}
