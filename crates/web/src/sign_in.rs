//! Signing in by a one-time code, and signing out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use registry::message::CodePurpose;
use registry::recipient::{CodeChecked, CodeRequested};
use serde::Deserialize;

use crate::client::Client;
use crate::code_form::{self, CodeForm, Ways};
use crate::failure::Failure;
use crate::oidc::IdentityNotice;
use crate::page::{Page, Section, show_with};
use crate::pending::Pending;
use crate::visit::{SESSION, Visit, encoded, return_to};
use crate::{WebState, address};

const PURPOSE: CodePurpose = CodePurpose::SignIn;

const WAYS: Ways = Ways {
    code: "/sign-in/code",
    again: "/sign-in",
    back: "/sign-in",
    section: Section::None,
};

pub fn routes() -> Router<WebState> {
    Router::new()
        .route("/sign-in", get(form).post(send_code))
        .route("/sign-in/code", get(code_form).post(check_code))
        .route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct Arrival {
    #[serde(default)]
    next: String,
    /// What came of signing in by the identity provider.
    #[serde(default)]
    identity: String,
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    address: String,
    #[serde(default)]
    next: String,
    #[serde(skip)]
    notice: Option<IdentityNotice>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    next: String,
    address: String,
    error: Option<String>,
    /// The identity provider people may sign in by, too.
    provider: Option<String>,
    /// What came of that.
    notice: Option<String>,
    /// `next` as a query's value.
    next_encoded: String,
}

async fn form(
    visit: Visit,
    State(state): State<WebState>,
    Query(query): Query<Arrival>,
) -> Result<Response, Failure> {
    let empty = SignIn {
        address: String::new(),
        next: query.next,
        notice: IdentityNotice::from_name(&query.identity),
    };
    page(&visit, &state, &empty, StatusCode::OK, None)
}

fn page(
    visit: &Visit,
    state: &WebState,
    sent: &SignIn,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Failure> {
    let provider = state.identity.as_ref();
    let provider = provider.map(|provider| provider.name().to_owned());
    let notice = provider.as_deref().zip(sent.notice);
    let next = return_to(&sent.next).unwrap_or_default();
    let page = SignInPage {
        page: visit.page("sign-in-title", Section::None),
        next: next.to_owned(),
        address: sent.address.clone(),
        error,
        notice: notice.map(|(provider, notice)| notice.text(visit.words, provider)),
        provider,
        next_encoded: encoded(next),
    };
    show_with(status, &page)
}

async fn send_code(
    visit: Visit,
    State(state): State<WebState>,
    Client(client): Client,
    Form(sent): Form<SignIn>,
) -> Result<Response, Failure> {
    let Some(address) = address::read(&sent.address) else {
        let error = visit.words.text("address-unreadable");
        return page(
            &visit,
            &state,
            &sent,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(error),
        );
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
            return page(
                &visit,
                &state,
                &sent,
                StatusCode::TOO_MANY_REQUESTS,
                Some(error),
            );
        }
    };
    let pending = Pending {
        challenge: challenge.id,
        address,
        next: return_to(&sent.next).unwrap_or_default().to_owned(),
    };
    let cookie = pending.remember(PURPOSE, &state.settings);
    let cookies = [(header::SET_COOKIE, cookie)];
    Ok((cookies, Redirect::to(WAYS.code)).into_response())
}

async fn code_form(visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    match Pending::read(PURPOSE, &headers, &visit.settings) {
        Some(pending) => code_form::form(&visit, WAYS, &pending, None),
        None => Ok(Redirect::to(WAYS.back).into_response()),
    }
}

async fn check_code(
    visit: Visit,
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
    let signed_in = state
        .registry
        .sign_in(&proven, visit.words.language())
        .await?;
    // Whoever was signed in here before is not any more.
    if let Some(token) = SESSION.read(&headers, &state.settings) {
        state.registry.sign_out(&token).await?;
    }
    let cookies = AppendHeaders([
        (
            header::SET_COOKIE,
            SESSION.set(&signed_in.token, &state.settings),
        ),
        (
            header::SET_COOKIE,
            Pending::forget(PURPOSE, &state.settings),
        ),
    ]);
    let next = Some(pending.next.as_str()).filter(|next| !next.is_empty());
    Ok((cookies, Redirect::to(next.unwrap_or("/consents"))).into_response())
}

async fn sign_out(State(state): State<WebState>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = SESSION.read(&headers, &state.settings) {
        state.registry.sign_out(&token).await?;
    }
    let cookie = SESSION.forget(&state.settings);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
