//! Signing in by a one-time code, and signing out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::message::CodePurpose;
use serde::Deserialize;

use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::people::oidc::IdentityNotice;
use crate::people::paths;
use crate::people::session::{PEOPLE, Visit, enter};
use crate::shared::code_form::{self, AddressField, Asked, CodeField, Tried, Ways};
use crate::shared::pending::Pending;

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

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form<AddressField>,
    /// The identity provider people may sign in by, too, and the way there.
    provider: Option<(String, String)>,
    /// What came of that.
    notice: Option<String>,
}

async fn form(
    visit: Visit,
    State(state): State<WebState>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, Failure> {
    let form = Form::default().with(AddressField::Next, arrival.next);
    let notice = IdentityNotice::from_name(&arrival.identity);
    page(&visit, &state, form, notice)
}

fn page(
    visit: &Visit,
    state: &WebState,
    form: Form<AddressField>,
    notice: Option<IdentityNotice>,
) -> Result<Response, Failure> {
    let provider = state.identity.as_ref().map(|provider| provider.name());
    let notice = provider.zip(notice);
    let next = code_form::next(&form).to_owned();
    let template = SignInPage {
        page: visit.page("sign-in-title").of(&form),
        notice: notice.map(|(provider, notice)| notice.text(visit.words, provider)),
        provider: provider.map(|name| (name.to_owned(), paths::identity_start(&next))),
        form: form.with(AddressField::Next, next),
    };
    show_with(template.form.status(), &template)
}

async fn send_code(
    visit: Visit,
    State(state): State<WebState>,
    Client(client): Client,
    headers: HeaderMap,
    form: Form<AddressField>,
) -> Result<Response, Failure> {
    match code_form::send(&visit, &state, WAYS, form, (client, &headers)).await? {
        Asked::UnderWay(response) => Ok(response),
        Asked::Refused(form) => page(&visit, &state, form, None),
    }
}

async fn code_form(visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    code_form::show(&visit, &headers, WAYS)
}

async fn check_code(
    visit: Visit,
    State(state): State<WebState>,
    headers: HeaderMap,
    form: Form<CodeField>,
) -> Result<Response, Failure> {
    let (proven, next) = match code_form::check(&visit, &state, &headers, WAYS, form).await? {
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
