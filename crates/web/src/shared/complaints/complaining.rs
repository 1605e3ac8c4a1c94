//! Who complains.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use registry::cases::complaints::Complainant;
use registry::desk::Call;
use registry::people::recipient::{ChangeError, Changed, Person, Selection, Subject};

use crate::WebState;
use crate::kit::client::Client;
use crate::desk::{OnCall, same_call};
use crate::kit::failure::Failure;
use crate::kit::page::{Page, Section};
use crate::kit::visit::{SignedIn, Visit};

/// Where agents complain for callers.
const DESK: &str = "/desk/";

/// Who complains: a stranger is sent to the sign-in, an agent without a call to the desk.
#[derive(Clone, Debug)]
pub enum Complaining {
    /// Somebody who has signed in.
    Person(Person),
    /// The caller whom an agent serves.
    Caller(Box<Call>),
}

impl Complaining {
    /// As the use cases take it.
    pub fn complainant(&self) -> Complainant<'_> {
        match self {
            Self::Person(person) => Complainant::Person(person),
            Self::Caller(call) => Complainant::Caller(call),
        }
    }

    /// That a form is of this very caller's page; a person's own are nobody else's.
    pub fn require(&self, named: &str) -> Result<(), Failure> {
        match self {
            Self::Person(_) => Ok(()),
            Self::Caller(call) => same_call(&call.name(), named),
        }
    }

    /// Counts what is written from a visitor's client; agents write for others.
    pub fn count(&self, state: &WebState, Client(client): Client) -> Result<(), Failure> {
        match self {
            Self::Person(_) => state
                .registry
                .count_complaint_write(client)
                .map_err(|again_at| Failure::until(again_at, state.registry.now())),
            Self::Caller(_) => Ok(()),
        }
    }

    /// Their addresses.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Person(person) => &person.subject,
            Self::Caller(call) => call.subject(),
        }
    }

    /// Where their complaints are.
    pub fn base(&self) -> &'static str {
        match self {
            Self::Person(_) => "/complaints",
            Self::Caller(_) => "/desk/complaints",
        }
    }

    /// The call, for the desk's bar.
    pub fn call(&self) -> Option<Box<Call>> {
        match self {
            Self::Person(_) => None,
            Self::Caller(call) => Some(call.clone()),
        }
    }

    /// What every template needs.
    pub fn page(&self, visit: &Visit, title: &str) -> Page {
        visit.page(
            title,
            match self {
                Self::Person(_) => Section::Complaints,
                Self::Caller(_) => Section::None,
            },
        )
    }

    /// Refuses records of theirs, as they would on their own pages.
    pub async fn refuse(
        &self,
        state: &WebState,
        selection: &Selection,
    ) -> Result<Changed, ChangeError> {
        match self {
            Self::Person(person) => {
                let (status, source) = (domain::Status::Refusal, domain::Source::RegistryWeb);
                let registry = &state.registry;
                registry
                    .change(&person.subject, selection, status, source)
                    .await
            }
            Self::Caller(call) => state.registry.call_refuse(call, selection).await,
        }
    }
}

/// The path of a page at one of the places. The routes are not nested under it: a page would then know
/// only a part of its own address, and nobody could be brought back to it.
pub fn place_path(place: &str, path: &str) -> String {
    format!("{place}{path}")
}

impl FromRequestParts<WebState> for Complaining {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        if parts.uri.path().starts_with(DESK) {
            let OnCall(call) = OnCall::from_request_parts(parts, state).await?;
            return Ok(Self::Caller(call));
        }
        let SignedIn(person) = SignedIn::from_request_parts(parts, state).await?;
        Ok(Self::Person(person))
    }
}
