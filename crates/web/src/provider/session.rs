//! Who has signed in to the console.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use registry::provider::api_users::KeeperSession;
use registry::provider::people::OwnerSession;
use registry::provider::{MemberSession, Right};

use super::navigation::{self, NAVIGATION};
use super::paths;
use crate::WebState;
use crate::kit::console::Console;
use crate::kit::cookie::Cookie;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::visit::Visit;

/// A provider's console. Its session is another than the recipients' and the desk's, so that one browser may have all.
pub static CONSOLE: Console = Console {
    session: Cookie::new("izin-provider", None),
    sign_in: paths::SIGN_IN,
    sign_out: paths::SIGN_OUT,
    home: paths::OVERVIEW,
    navigation: NAVIGATION,
};

/// A member who has signed in; strangers are sent to the console's sign-in.
#[derive(Clone)]
pub struct AtConsole(pub MemberSession);

impl AtConsole {
    /// A page of somebody who has signed in, under a section.
    pub fn page(&self, visit: &Visit, title: &str, section: &'static str) -> Page {
        Page {
            console: Some(&CONSOLE),
            closed: navigation::closed(&self.0),
            ..visit.page(title).under(section)
        }
    }
}

impl FromRequestParts<WebState> for AtConsole {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        // A handler may take several extractors; the session is looked up once.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = CONSOLE.session.read(&parts.headers, &state.settings);
        let session = match token {
            Some(token) => {
                let console = state.registry.provider();
                let found = console.session(&token).await;
                found.map_err(|error| Failure::from(error).into_response())?
            }
            None => None,
        };
        let to_sign_in = || Redirect::to(CONSOLE.sign_in).into_response();
        let known = session.map(Self).ok_or_else(to_sign_in)?;
        parts.extensions.insert(known.clone());
        Ok(known)
    }
}

/// An owner of the account who has signed in; other members are told that this is not for them.
pub struct Owner {
    /// Who has signed in.
    pub at: AtConsole,
    /// The same, as an owner.
    pub session: OwnerSession,
}

impl FromRequestParts<WebState> for Owner {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let at = AtConsole::from_request_parts(parts, state).await?;
        match OwnerSession::of(&at.0) {
            Some(session) => Ok(Self { at, session }),
            None => Err(Failure::NotAllowed.into_response()),
        }
    }
}

/// A member who may answer complaints about some brand; other members are told that this is not for them.
pub struct Answerer(pub AtConsole);

impl FromRequestParts<WebState> for Answerer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let at = AtConsole::from_request_parts(parts, state).await?;
        if at.0.may_somewhere(Right::Answer) {
            Ok(Self(at))
        } else {
            Err(Failure::NotAllowed.into_response())
        }
    }
}

/// A member who may manage all brands, and so keeps the provider's API users; other members are told that this is not for
/// them.
pub struct Keeper {
    /// Who has signed in.
    pub at: AtConsole,
    /// The same, as a keeper of API users.
    pub session: KeeperSession,
}

impl FromRequestParts<WebState> for Keeper {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let at = AtConsole::from_request_parts(parts, state).await?;
        match KeeperSession::of(&at.0) {
            Some(session) => Ok(Self { at, session }),
            None => Err(Failure::NotAllowed.into_response()),
        }
    }
}
