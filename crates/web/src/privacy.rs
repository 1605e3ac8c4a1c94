//! What is kept about people, why and for how long: to be read before signing in.

use askama::Template;
use axum::response::Response;
use axum::routing::get;

use crate::failure::Failure;
use crate::page::{Page, Section, show};
use crate::routes::Routes;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route("/privacy", get(privacy))
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    page: Page,
}

async fn privacy(visit: Visit) -> Result<Response, Failure> {
    show(&PrivacyPage {
        page: visit.page("privacy-title", Section::None),
    })
}
