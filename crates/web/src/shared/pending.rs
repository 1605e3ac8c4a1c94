//! A code that somebody has asked for and not yet typed in.
//!
//! It is remembered in a cookie, so that neither the address nor the code's name stands in a URL, and
//! the page that asks for the code can say where it went and send another one.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Address;
use registry::message::CodePurpose;
use registry::people::recipient::ChallengeId;

use crate::Settings;
use crate::kit::address;
use crate::kit::cookie::Cookie;
use crate::kit::paths::return_to;

/// Longer than a code works: whoever comes late is told so.
const SIGN_IN: Cookie = Cookie::new("izin-code", Some(15 * 60));

/// As [`SIGN_IN`], for adding an address.
const ADD_ADDRESS: Cookie = Cookie::new("izin-add", Some(15 * 60));

/// As [`SIGN_IN`], for an application.
const APPLY: Cookie = Cookie::new("izin-apply-code", Some(15 * 60));

/// A code under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its name.
    pub challenge: ChallengeId,
    /// Where it was sent.
    pub address: Address,
    /// Where to go afterwards; empty: nowhere in particular.
    pub next: String,
}

impl Pending {
    const fn cookie(purpose: CodePurpose) -> Cookie {
        match purpose {
            CodePurpose::AddAddress => ADD_ADDRESS,
            CodePurpose::Apply => APPLY,
            _ => SIGN_IN,
        }
    }

    /// The code under way for a purpose, if there is one.
    pub fn read(purpose: CodePurpose, headers: &HeaderMap, settings: &Settings) -> Option<Self> {
        let value = Self::cookie(purpose).read(headers, settings)?;
        let mut parts = value.splitn(3, '.');
        let challenge = parts.next()?.parse().ok()?;
        let mut text = || {
            let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
            String::from_utf8(bytes).ok()
        };
        Some(Self {
            challenge,
            address: address::read(&text()?)?,
            next: return_to(&text()?).unwrap_or_default().to_owned(),
        })
    }

    /// The header line that remembers it.
    pub fn remember(&self, purpose: CodePurpose, settings: &Settings) -> HeaderValue {
        let address = URL_SAFE_NO_PAD.encode(self.address.to_string());
        let next = URL_SAFE_NO_PAD.encode(&self.next);
        let value = format!("{}.{address}.{next}", self.challenge);
        Self::cookie(purpose).set(&value, settings)
    }

    /// The header line that forgets it.
    pub fn forget(purpose: CodePurpose, settings: &Settings) -> HeaderValue {
        Self::cookie(purpose).forget(settings)
    }
}
