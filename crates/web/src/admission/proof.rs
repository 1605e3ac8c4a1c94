//! The applicant proves an e-mail address. Nothing is kept before.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Address;
use registry::message::CodePurpose;

use super::paths;
use super::session::{ADMISSION, Visit};
use crate::WebState;
use crate::kit::address;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::shared::code_form::{self, AddressField, Asked, CodeField, Tried, Ways};
use crate::shared::pending::Pending;

const WAYS: Ways = Ways {
    purpose: CodePurpose::Apply,
    code: paths::CODE,
    again: paths::APPLY,
    back: paths::APPLY,
    section: paths::APPLY,
};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::APPLY, get(begin).post(send_code))
        .route(paths::CODE, get(code).post(check_code))
        .route(paths::SIGN_OUT, post(sign_out))
}

#[derive(Template)]
#[template(path = "admission/begin.html")]
struct BeginPage {
    page: Page,
    form: Form<AddressField>,
}

fn page(visit: &Visit, form: Form<AddressField>) -> Result<Response, Failure> {
    let page = visit.page("apply-title").of(&form);
    show_with(form.status(), &BeginPage { page, form })
}

async fn begin(visit: Visit) -> Result<Response, Failure> {
    page(&visit, Form::default())
}

async fn send_code(
    visit: Visit,
    State(state): State<WebState>,
    Client(client): Client,
    headers: HeaderMap,
    form: Form<AddressField>,
) -> Result<Response, Failure> {
    let address = address::read(form.value(AddressField::Address));
    if !matches!(address, Some(Address::Email(_))) {
        let form = form.refused(AddressField::Address, Text::of("apply-email-only"));
        return page(&visit, form);
    }
    match code_form::send(&visit, &state, WAYS, form, (client, &headers)).await? {
        Asked::UnderWay(response) => Ok(response),
        Asked::Refused(form) => page(&visit, form),
    }
}

async fn code(visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    code_form::show(&visit, &headers, WAYS)
}

async fn check_code(
    visit: Visit,
    State(state): State<WebState>,
    headers: HeaderMap,
    form: Form<CodeField>,
) -> Result<Response, Failure> {
    let proven = match code_form::check(&visit, &state, &headers, WAYS, form).await? {
        Tried::Proven { address, .. } => address,
        Tried::Not(response) => return Ok(response),
    };
    let token = state.registry.admission().applicant_token(&proven)?;
    let token = token.ok_or(Failure::BadForm)?;
    let cookies = AppendHeaders([
        (
            header::SET_COOKIE,
            ADMISSION.session.set(&token, &state.settings),
        ),
        (
            header::SET_COOKIE,
            Pending::forget(WAYS.purpose, &state.settings),
        ),
    ]);
    Ok((cookies, Redirect::to(ADMISSION.home)).into_response())
}

async fn sign_out(State(state): State<WebState>) -> Response {
    let cookie = ADMISSION.session.forget(&state.settings);
    ([(header::SET_COOKIE, cookie)], Redirect::to(paths::APPLY)).into_response()
}
