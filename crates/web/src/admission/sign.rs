//! The second signatory's page: a look shows, a form's button acts.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use registry::admission::{Signed, ToSign};

use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::SIGN, get(look).post(say))
}

fields! {
    /// Which button was pressed.
    enum WordField {
        Confirm = choice("confirm"),
        Decline = choice("decline"),
    }
}

#[derive(Template)]
#[template(path = "admission/sign.html")]
struct SignPage {
    page: Page,
    action: String,
    asked: ToSign,
}

#[derive(Template)]
#[template(path = "admission/signed.html")]
struct SignedPage {
    page: Page,
    text: &'static str,
}

async fn look(
    visit: Visit,
    Path(token): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let admission = state.registry.admission();
    match admission.application_to_sign(&token).await? {
        Some(asked) => show(&SignPage {
            page: visit.page("sign-application-title"),
            action: paths::of(paths::SIGN, &token),
            asked,
        }),
        None => said(&visit, "sign-application-over"),
    }
}

async fn say(
    visit: Visit,
    Path(token): Path<String>,
    State(state): State<WebState>,
    form: Form<WordField>,
) -> Result<Response, Failure> {
    let admission = state.registry.admission();
    let (signed, text) = match form.pressed([WordField::Confirm, WordField::Decline])? {
        WordField::Confirm => (
            admission.sign_application(&token).await?,
            "sign-application-confirmed",
        ),
        WordField::Decline => (
            admission.decline_application(&token).await?,
            "sign-application-declined",
        ),
    };
    said(
        &visit,
        match signed {
            Signed::Done => text,
            Signed::Gone => "sign-application-over",
        },
    )
}

fn said(visit: &Visit, text: &'static str) -> Result<Response, Failure> {
    let page = visit.page("sign-application-title");
    show(&SignedPage { page, text })
}
