//! What the console begins with: the provider's brands and how many records each has.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::BrandCode;
use registry::provider::overview::BrandFigures;

use super::paths;
use super::session::AtConsole;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::OVERVIEW, get(overview))
}

#[derive(Template)]
#[template(path = "provider/overview.html")]
struct OverviewPage {
    page: Page,
    title: String,
    number: String,
    figures: Vec<BrandFigures>,
}

impl OverviewPage {
    fn link(&self, brand: &BrandCode) -> String {
        paths::asking(paths::BRAND_PAGE, paths::BRAND, brand)
    }
}

async fn overview(
    visit: Visit,
    at: AtConsole,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let figures = state.registry.provider().figures(&at.0).await?;
    show(&OverviewPage {
        page: at.page(&visit, "provider-overview-title", paths::OVERVIEW),
        title: at.0.provider().title.clone(),
        number: at.0.provider().code.to_string(),
        figures,
    })
}
