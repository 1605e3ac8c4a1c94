//! What the console begins with: who has signed in, for where, and for what.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use registry::authority::{Duty, OfficerSession};

use super::paths;
use super::session::AtAuthority;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::OVERVIEW, get(overview))
}

#[derive(Template)]
#[template(path = "authority/overview.html")]
struct OverviewPage {
    page: Page,
    officer: OfficerSession,
    recovery_left: u64,
}

impl OverviewPage {
    /// Where the officer works.
    fn place(&self) -> String {
        match self.officer.province() {
            Some(province) => province.name().to_owned(),
            None => self.page.t("authority-national"),
        }
    }

    fn duty(&self) -> String {
        self.page.t(match self.officer.duty() {
            Duty::Cases => "authority-duty-cases",
            Duty::Supervision => "authority-duty-supervision",
            Duty::Looks => "authority-duty-looks",
        })
    }
}

async fn overview(
    visit: Visit,
    at: AtAuthority,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let page = at.page(&visit, "authority-overview-title", paths::OVERVIEW);
    let left = state.registry.authority().recovery_codes_left(&at.0);
    let recovery_left = left.await?;
    show(&OverviewPage {
        page,
        officer: at.0,
        recovery_left,
    })
}
