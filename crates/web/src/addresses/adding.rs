//! Adding an address, which its owner proves by a code.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use registry::message::CodePurpose;
use registry::recipient::{AddressAdded, CodeChecked, CodeRequested};
use serde::Deserialize;

use super::{Said, full, page};
use crate::client::Client;
use crate::code_form::{self, CodeForm, Ways};
use crate::failure::Failure;
use crate::page::Section;
use crate::pending::Pending;
use crate::visit::{SignedIn, Visit};
use crate::{WebState, address};

const PURPOSE: CodePurpose = CodePurpose::AddAddress;

const WAYS: Ways = Ways {
    code: "/addresses/code",
    again: "/addresses",
    back: "/addresses",
    section: Section::Addresses,
};

#[derive(Deserialize)]
pub struct NewAddress {
    #[serde(default)]
    address: String,
}

pub async fn send_code(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Client(client): Client,
    Form(sent): Form<NewAddress>,
) -> Result<Response, Failure> {
    let Some(address) = address::read(&sent.address) else {
        let error = visit.words.text("address-unreadable");
        let said = Said::wrong(StatusCode::UNPROCESSABLE_ENTITY, &sent.address, error);
        return page(&visit, &person, &state, said).await;
    };
    let requested = state
        .registry
        .request_code(&address, PURPOSE, visit.words.language(), Some(client))
        .await?;
    let challenge = match requested {
        CodeRequested::Sent(challenge) | CodeRequested::StillValid(challenge) => challenge,
        CodeRequested::TooMany { again_at } => {
            let at = [("time", visit.words.instant(again_at).into())];
            let error = visit.words.with("code-too-many", &at);
            let said = Said::wrong(StatusCode::TOO_MANY_REQUESTS, &sent.address, error);
            return page(&visit, &person, &state, said).await;
        }
    };
    let pending = Pending {
        challenge: challenge.id,
        address,
        next: String::new(),
    };
    let cookie = pending.remember(PURPOSE, &state.settings);
    let cookies = [(header::SET_COOKIE, cookie)];
    Ok((cookies, Redirect::to(WAYS.code)).into_response())
}

pub async fn code_form(
    visit: Visit,
    SignedIn(_): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    match Pending::read(PURPOSE, &headers, &visit.settings) {
        Some(pending) => code_form::form(&visit, WAYS, &pending, None),
        None => Ok(Redirect::to(WAYS.back).into_response()),
    }
}

pub async fn check_code(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(sent): Form<CodeForm>,
) -> Result<Response, Failure> {
    let Some(pending) = Pending::read(PURPOSE, &headers, &state.settings) else {
        return Ok(Redirect::to(WAYS.back).into_response());
    };
    let checked = state
        .registry
        .check_code(pending.challenge, PURPOSE, &sent.code())
        .await?;
    let proven = match checked {
        CodeChecked::Proven(proven) => proven,
        CodeChecked::Wrong { tries_left } => {
            let error = code_form::wrong(&visit, tries_left);
            return code_form::form(&visit, WAYS, &pending, Some(error));
        }
        CodeChecked::Gone => {
            let error = visit.words.text("code-gone");
            return code_form::form(&visit, WAYS, &pending, Some(error));
        }
    };
    let done = match state.registry.add_address(&person, &proven).await? {
        AddressAdded::Added(_) => "added",
        AddressAdded::Theirs(_) => "theirs",
        AddressAdded::TooMany => {
            let error = full(&visit);
            let said = Said::wrong(StatusCode::CONFLICT, "", error);
            return page(&visit, &person, &state, said).await;
        }
    };
    let cookies = [(
        header::SET_COOKIE,
        Pending::forget(PURPOSE, &state.settings),
    )];
    let target = format!("/addresses?done={done}");
    Ok((cookies, Redirect::to(&target)).into_response())
}
