//! What is kept about people, why and for how long: to be read before signing in.

use askama::Template;
use axum::response::Response;
use axum::routing::get;

use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::PRIVACY, get(privacy))
}

#[derive(Template)]
#[template(path = "people/privacy.html")]
struct PrivacyPage {
    page: Page,
}

async fn privacy(visit: Visit) -> Result<Response, Failure> {
    show(&PrivacyPage {
        page: visit.page("privacy-title"),
    })
}
