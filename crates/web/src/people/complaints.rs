//! One's own complaints.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{Source, Status};
use registry::cases::complaints::Complainant;
use registry::people::recipient::{ChangeError, Changed, Person, Selection, Subject};

use super::paths;
use super::session::{SignedIn, Visit};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::routes::Routes;
use crate::shared::complaints::{self, Complaining, Place};

pub fn routes() -> Routes {
    complaints::routes::<OwnComplaints>()
}

/// Somebody who has signed in and complains.
struct OwnComplaints {
    visit: Visit,
    person: Person,
}

impl Complaining for OwnComplaints {
    const PLACE: Place = Place(paths::COMPLAINTS);

    fn complainant(&self) -> Complainant<'_> {
        Complainant::Person(&self.person)
    }

    fn subject(&self) -> &Subject {
        &self.person.subject
    }

    fn page(&self, title: &str) -> Result<Page, Failure> {
        Ok(self.visit.page(title).under(paths::COMPLAINTS))
    }

    async fn refuse(
        &self,
        state: &WebState,
        selection: &Selection,
    ) -> Result<Changed, ChangeError> {
        let (status, source) = (Status::Refusal, Source::RegistryWeb);
        let registry = &state.registry;
        registry
            .people()
            .change(&self.person.subject, selection, status, source)
            .await
    }

    fn count(&self, state: &WebState, Client(client): Client) -> Result<(), Failure> {
        state
            .registry
            .cases()
            .count_complaint_write(client)
            .map_err(|again_at| Failure::until(again_at, state.registry.now()))
    }
}

impl FromRequestParts<WebState> for OwnComplaints {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let SignedIn(person) = SignedIn::from_request_parts(parts, state).await?;
        let visit = Visit::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { visit, person })
    }
}
