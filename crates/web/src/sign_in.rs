//! Signing in by a one-time code.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::WebState;
use crate::failure::Failure;
use crate::page::{Page, Section, show};
use crate::visit::{Visit, return_to};

pub fn routes() -> Router<WebState> {
    Router::new().route("/sign-in", get(form))
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    next: String,
    address: String,
    error: Option<String>,
}

async fn form(visit: Visit, Query(query): Query<Next>) -> Result<Response, Failure> {
    show(&SignInPage {
        page: visit.page("sign-in-title", Section::None),
        next: return_to(&query.next).unwrap_or_default().to_owned(),
        address: String::new(),
        error: None,
    })
}
