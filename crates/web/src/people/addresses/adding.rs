//! Adding an address, which its owner proves by a code.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::message::CodePurpose;
use registry::people::recipient::AddressAdded;

use super::{full, page};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};
use crate::shared::code_form::{self, AddressField, Asked, CodeField, Tried, Ways};
use crate::shared::pending::Pending;

const WAYS: Ways = Ways {
    purpose: CodePurpose::AddAddress,
    code: paths::ADDRESSES_CODE,
    again: paths::ADDRESSES,
    back: paths::ADDRESSES,
    section: paths::ADDRESSES,
};

pub async fn send_code(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Client(client): Client,
    headers: HeaderMap,
    form: Form<AddressField>,
) -> Result<Response, Failure> {
    match code_form::send(&visit, &state, WAYS, form, (client, &headers)).await? {
        Asked::UnderWay(response) => Ok(response),
        Asked::Refused(form) => page(&visit, &person, &state, form, None).await,
    }
}

pub async fn code_form(
    visit: Visit,
    SignedIn(_): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    code_form::show(&visit, &headers, WAYS)
}

pub async fn check_code(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    form: Form<CodeField>,
) -> Result<Response, Failure> {
    let proven = match code_form::check(&visit, &state, &headers, WAYS, form).await? {
        Tried::Proven { address, .. } => address,
        Tried::Not(response) => return Ok(response),
    };
    let done = match state
        .registry
        .people()
        .add_address(&person, &proven)
        .await?
    {
        AddressAdded::Added(_) => "added",
        AddressAdded::Theirs(_) => "theirs",
        AddressAdded::TooMany => {
            let form = Form::default().refused_whole(full());
            let form = form.answered_with(StatusCode::CONFLICT);
            return page(&visit, &person, &state, form, None).await;
        }
    };
    let cookies = [(
        header::SET_COOKIE,
        Pending::forget(WAYS.purpose, &state.settings),
    )];
    let target = paths::asking(paths::ADDRESSES, "done", done);
    Ok((cookies, Redirect::to(&target)).into_response())
}
