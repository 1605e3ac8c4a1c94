//! Who applies: whoever has proven an e-mail address lately. The proof itself is the cookie.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use registry::admission::{APPLICANT_HOURS, Applicant};

use super::paths;
use crate::WebState;
use crate::kit::console::Console;
use crate::kit::cookie::Cookie;
use crate::kit::page::Page;
use crate::kit::visit;
use crate::shared::code_form::Asking;

/// How long the cookie is kept, in seconds; its proof ends by then, too.
const KEPT_SECONDS: u32 = APPLICANT_HOURS * 3_600;

/// The applications' pages. They are few, and lead from one to the other by themselves.
pub static ADMISSION: Console = Console {
    session: Cookie::new("izin-apply", Some(KEPT_SECONDS)),
    sign_in: paths::APPLY,
    sign_out: paths::SIGN_OUT,
    home: paths::APPLICATIONS,
    navigation: &[],
};

/// One request for a page of an applicant's.
pub struct Visit {
    visit: visit::Visit,
    /// Who has proven an address; `None`: nobody has.
    pub applicant: Option<Applicant>,
}

impl Visit {
    /// What every template needs. `title` is a text's identifier.
    pub fn page(&self, title: &str) -> Page {
        Page {
            console: self.applicant.is_some().then_some(&ADMISSION),
            ..Page::new(self, title)
        }
    }
}

impl Asking for Visit {
    fn page_of(&self, title: &str) -> Page {
        self.page(title)
    }
}

impl Deref for Visit {
    type Target = visit::Visit;

    fn deref(&self) -> &visit::Visit {
        &self.visit
    }
}

impl FromRequestParts<WebState> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState,
    ) -> Result<Self, Self::Rejection> {
        let token = ADMISSION.session.read(&parts.headers, &state.settings);
        Ok(Self {
            visit: visit::Visit::new(parts, &state.settings, None),
            applicant: token.and_then(|token| state.registry.admission().applicant(&token)),
        })
    }
}

/// An applicant; whoever is none is asked for an address first.
pub struct Applying(pub Applicant);

impl FromRequestParts<WebState> for Applying {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        let stranger = || Redirect::to(ADMISSION.sign_in).into_response();
        visit.applicant.map(Self).ok_or_else(stranger)
    }
}
