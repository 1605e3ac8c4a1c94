//! Taking an address from the account. The records for it stay as they are.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{OwnField, own, page};
use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::kit::page::{Page, show};
use crate::kit::text::Text;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

#[derive(Template)]
#[template(path = "people/addresses/remove.html")]
struct RemovePage {
    page: Page,
    form: Form<OwnField>,
    explanation: String,
}

pub async fn confirm(
    visit: Visit,
    SignedIn(person): SignedIn,
    form: Form<OwnField>,
) -> Result<Response, Failure> {
    let shown = address::shown(&own(&person, &form)?.address);
    show(&RemovePage {
        page: visit.page("addresses-remove-title").under(paths::ADDRESSES),
        form,
        explanation: visit
            .words
            .with("addresses-remove-text", &[("address", shown.into())]),
    })
}

pub async fn remove(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    form: Form<OwnField>,
) -> Result<Response, Failure> {
    let id = own(&person, &form)?.id;
    if state.registry.people().remove_address(&person, id).await? {
        return Ok(
            Redirect::to(&paths::asking(paths::ADDRESSES, "done", "removed")).into_response(),
        );
    }
    let form = Form::default().refused_whole(Text::of("addresses-last"));
    let form = form.answered_with(StatusCode::CONFLICT);
    page(&visit, &person, &state, form, None).await
}
