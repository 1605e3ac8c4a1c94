//! What the console begins with: the provider's brands, how many records each has, and what the package allows.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::BrandCode;
use registry::provider::complaints::Waiting;
use registry::provider::overview::{BrandFigures, Package, PackageState};

use super::brand_page::counted_text;
use super::complaints::time_left::{days_left, tag};
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
    package: Package,
    /// `None`: whoever has signed in answers no complaints.
    waiting: Option<Waiting>,
}

impl OverviewPage {
    fn link(&self, brand: &BrandCode) -> String {
        paths::asking(paths::BRAND_PAGE, paths::BRAND, brand)
    }

    fn complaints(&self) -> &'static str {
        paths::COMPLAINTS
    }

    /// When the first complaint that waits is to be answered, and how that stands.
    fn first(&self, waiting: &Waiting) -> Option<(String, &'static str)> {
        let (_, days) = waiting.first?;
        Some((days_left(&self.page, days), tag(days)))
    }

    /// The package's state, and what it still allows.
    fn state(&self) -> (String, String) {
        let (state, allows) = match self.package.state {
            PackageState::Active => ("provider-package-active", "provider-package-active-text"),
            PackageState::Paused => ("provider-package-paused", "provider-package-stopped-text"),
            PackageState::Expired => ("provider-package-expired", "provider-package-stopped-text"),
            PackageState::Closed => ("provider-package-closed", "provider-package-closed-text"),
            PackageState::None => ("provider-package-none", "provider-package-stopped-text"),
        };
        (self.page.t(state), self.page.t(allows))
    }

    fn is_active(&self) -> bool {
        self.package.state == PackageState::Active
    }

    /// How much of the limit is used, in words.
    fn used(&self) -> String {
        let used = self.package.used;
        match self.package.limit {
            Some(limit) => self
                .page
                .t2("provider-used-of", "used", used, "limit", limit),
            None => self.page.t1("provider-used", "used", used),
        }
    }

    /// As of when approvals are counted.
    fn counted(&self) -> String {
        let text = counted_text(self.package.has_today);
        let day = self.page.day(self.package.counted.start());
        self.page.t1(text, "day", day)
    }

    /// Whether a channel is the largest, which packages are priced by.
    fn is_largest(&self, count: &u64) -> bool {
        let all = self.package.approvals.iter().map(|(_, count)| *count);
        *count > 0 && all.max() == Some(*count)
    }
}

async fn overview(
    visit: Visit,
    at: AtConsole,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    show(&OverviewPage {
        page: at.page(&visit, "provider-overview-title", paths::OVERVIEW),
        title: at.0.provider().title.clone(),
        number: at.0.provider().code.to_string(),
        figures: console.figures(&at.0).await?,
        package: console.package(&at.0).await?,
        waiting: console.waiting_complaints(&at.0).await?,
    })
}
