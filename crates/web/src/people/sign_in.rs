//! Signing in by a one-time code, and signing out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::message::CodePurpose;
use serde::Deserialize;

use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::kit::paths::{encoded, return_to};
use crate::kit::routes::Routes;
use crate::people::code_form::{self, Asked, CodeForm, Tried, Ways};
use crate::people::oidc::IdentityNotice;
use crate::people::paths;
use crate::people::pending::Pending;
use crate::people::session::{PEOPLE, Visit, enter};

const WAYS: Ways = Ways {
    purpose: CodePurpose::SignIn,
    code: paths::SIGN_IN_CODE,
    again: paths::SIGN_IN,
    back: paths::SIGN_IN,
    section: paths::SIGN_IN,
};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::SIGN_IN, get(form).post(send_code))
        .route(paths::SIGN_IN_CODE, get(code_form).post(check_code))
        .route(paths::SIGN_OUT, post(sign_out))
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
#[template(path = "people/sign_in.html")]
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
        page: visit.page("sign-in-title"),
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
    headers: HeaderMap,
    Form(sent): Form<SignIn>,
) -> Result<Response, Failure> {
    let next = return_to(&sent.next).unwrap_or_default();
    let typed = (sent.address.as_str(), next);
    match code_form::send(&visit, &state, WAYS, typed, (client, &headers)).await? {
        Asked::UnderWay(response) => Ok(response),
        Asked::Refused { status, error } => page(&visit, &state, &sent, status, Some(error)),
    }
}

async fn code_form(visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    code_form::show(&visit, &headers, WAYS)
}

async fn check_code(
    visit: Visit,
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(sent): Form<CodeForm>,
) -> Result<Response, Failure> {
    let (proven, next) = match code_form::check(&visit, &state, &headers, WAYS, &sent).await? {
        Tried::Proven { address, next } => (address, next),
        Tried::Not(response) => return Ok(response),
    };
    let signed_in = state
        .registry
        .people()
        .sign_in(&proven, visit.words.language())
        .await?;
    let forget = Pending::forget(WAYS.purpose, &state.settings);
    enter(&state, &headers, &signed_in, forget, &next).await
}

async fn sign_out(State(state): State<WebState>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = PEOPLE.session.read(&headers, &state.settings) {
        state.registry.people().sign_out(&token).await?;
    }
    let cookie = PEOPLE.session.forget(&state.settings);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(paths::START)).into_response())
}
