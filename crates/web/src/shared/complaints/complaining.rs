//! Who complains.

use axum::extract::FromRequestParts;
use axum::response::Response;
use registry::cases::complaints::Complainant;
use registry::people::recipient::{ChangeError, Changed, Selection, Subject};

use super::paths::Place;
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::page::Page;

/// Who complains, in one of the consoles. Each console tells its own from the session, and sends strangers away.
pub trait Complaining:
    FromRequestParts<WebState, Rejection = Response> + Send + Sync + 'static
{
    /// Where the console has its complaints.
    const PLACE: Place;

    /// As the use cases take it.
    fn complainant(&self) -> Complainant<'_>;

    /// Their addresses.
    fn subject(&self) -> &Subject;

    /// What every template needs. `title` is a text's identifier.
    fn page(&self, title: &str) -> Result<Page, Failure>;

    /// Refuses records of theirs, as they would on their own pages.
    fn refuse(
        &self,
        state: &WebState,
        selection: &Selection,
    ) -> impl Future<Output = Result<Changed, ChangeError>> + Send;

    /// The call that an agent serves, as forms name it; empty: there is none.
    fn call(&self) -> String {
        String::new()
    }

    /// That a form is of this very caller's page; a person's own are nobody else's.
    fn require(&self, named: &str) -> Result<(), Failure> {
        let _ = named;
        Ok(())
    }

    /// Counts what is written from a visitor's client; agents write for others.
    fn count(&self, state: &WebState, client: Client) -> Result<(), Failure> {
        let _ = (state, client);
        Ok(())
    }
}
