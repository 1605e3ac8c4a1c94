//! Taking an address from the account. The records for it stay as they are.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use registry::people::recipient::AddressId;
use serde::Deserialize;

use super::{Said, own, page};
use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

#[derive(Deserialize)]
pub struct Named {
    id: u32,
}

#[derive(Template)]
#[template(path = "people/addresses/remove.html")]
struct RemovePage {
    page: Page,
    id: u32,
    explanation: String,
}

pub async fn confirm(
    visit: Visit,
    SignedIn(person): SignedIn,
    Query(named): Query<Named>,
) -> Result<Response, Failure> {
    let own = person.subject.address(AddressId(named.id));
    let own = own.ok_or(Failure::NotFound)?;
    let shown = address::shown(&own.address);
    show(&RemovePage {
        page: visit.page("addresses-remove-title").under(paths::ADDRESSES),
        id: named.id,
        explanation: visit
            .words
            .with("addresses-remove-text", &[("address", shown.into())]),
    })
}

pub async fn remove(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Form(named): Form<Named>,
) -> Result<Response, Failure> {
    let id = own(&person, named.id)?;
    if state.registry.people().remove_address(&person, id).await? {
        return Ok(
            Redirect::to(&paths::asking(paths::ADDRESSES, "done", "removed")).into_response(),
        );
    }
    let error = visit.words.text("addresses-last");
    let said = Said::wrong(StatusCode::CONFLICT, "", error);
    page(&visit, &person, &state, said).await
}
