//! Which officer has signed in to the console.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use registry::authority::OfficerSession;

use super::navigation::NAVIGATION;
use super::paths;
use crate::WebState;
use crate::kit::console::Console;
use crate::kit::cookie::Cookie;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::visit::Visit;

/// The authority's console. Its session is another than that of every other console, so that one browser may have all.
pub static CONSOLE: Console = Console {
    session: Cookie::new("izin-authority", None),
    sign_in: paths::SIGN_IN,
    sign_out: paths::SIGN_OUT,
    home: paths::OVERVIEW,
    navigation: NAVIGATION,
};

/// An officer who has signed in; strangers are sent to the console's sign-in.
pub struct AtAuthority(pub OfficerSession);

impl AtAuthority {
    /// A page of somebody who has signed in, under a section.
    pub fn page(&self, visit: &Visit, title: &str, section: &'static str) -> Page {
        Page {
            console: Some(&CONSOLE),
            ..visit.page(title).under(section)
        }
    }
}

impl FromRequestParts<WebState> for AtAuthority {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let token = CONSOLE.session.read(&parts.headers, &state.settings);
        let session = match token {
            Some(token) => {
                let authority = state.registry.authority();
                let found = authority.session(&token).await;
                found.map_err(|error| Failure::from(error).into_response())?
            }
            None => None,
        };
        session
            .map(Self)
            .ok_or_else(|| Redirect::to(CONSOLE.sign_in).into_response())
    }
}
