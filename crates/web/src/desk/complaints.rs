//! Complaints that agents write for callers.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use registry::cases::complaints::Complainant;
use registry::people::recipient::{ChangeError, Changed, Selection, Subject};

use super::bar::about;
use super::paths;
use super::session::OnCall;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use crate::shared::complaints::{self, Complaining, Place};

pub fn routes() -> Routes {
    complaints::routes::<CallersComplaints>()
}

/// The caller whom an agent serves, and who complains.
struct CallersComplaints {
    visit: Visit,
    call: OnCall,
}

impl Complaining for CallersComplaints {
    const PLACE: Place = Place(paths::COMPLAINTS);

    fn complainant(&self) -> Complainant<'_> {
        Complainant::Caller(&self.call.0)
    }

    fn subject(&self) -> &Subject {
        self.call.0.subject()
    }

    fn page(&self, title: &str) -> Result<Page, Failure> {
        about(&self.visit, &self.call.0, title)
    }

    async fn refuse(
        &self,
        state: &WebState,
        selection: &Selection,
    ) -> Result<Changed, ChangeError> {
        state
            .registry
            .desk()
            .call_refuse(&self.call.0, selection)
            .await
    }

    fn call(&self) -> String {
        self.call.0.name()
    }

    fn require(&self, named: &str) -> Result<(), Failure> {
        self.call.require(named)
    }
}

impl FromRequestParts<WebState> for CallersComplaints {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let call = OnCall::from_request_parts(parts, state).await?;
        let Ok(visit): Result<_, Infallible> = Visit::from_request_parts(parts, state).await;
        Ok(Self { visit, call })
    }
}
