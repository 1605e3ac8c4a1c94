//! The start: what this is for, or straight to one's consents.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::START, get(welcome))
}

#[derive(Template)]
#[template(path = "people/welcome.html")]
struct Welcome {
    page: Page,
}

async fn welcome(visit: Visit) -> Result<Response, Failure> {
    if visit.person.is_some() {
        return Ok(Redirect::to(paths::CONSENTS).into_response());
    }
    show(&Welcome {
        page: visit.page("welcome-title"),
    })
}
