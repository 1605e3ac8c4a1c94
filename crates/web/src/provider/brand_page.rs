//! One brand: its records by channel, its last days, and what the visitor may do with it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::Channel;
use registry::provider::Viewing;
use registry::provider::overview::{BrandStory, DayFigures};

use super::brand::OnBrand;
use super::chart::{HEIGHT, Piece, WIDTH, bars};
use super::{paths, roles};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::BRAND_PAGE, get(brand))
}

#[derive(Template)]
#[template(path = "provider/brand.html")]
struct BrandPage {
    page: Page,
    story: BrandStory,
    bars: Vec<Piece>,
    roles: String,
}

impl BrandPage {
    fn day(&self, day: &DayFigures) -> String {
        self.page.day(day.day.start())
    }

    /// As of when approvals are counted.
    fn counted(&self) -> String {
        let last = self.story.days.last().map(|day| self.day(day));
        let text = counted_text(self.story.has_today);
        self.page.t1(text, "day", last.unwrap_or_default())
    }

    /// Which days are shown.
    fn note(&self) -> String {
        self.page.t(if self.story.has_today {
            "provider-days-note-today"
        } else {
            "provider-days-note"
        })
    }

    fn movements(&self, day: &DayFigures) -> u64 {
        day.movements()
    }

    fn channels(&self) -> [Channel; Channel::ALL.len()] {
        Channel::ALL
    }

    /// What the chart shows, in words.
    fn summary(&self) -> String {
        let all: u64 = self.story.days.iter().map(DayFigures::movements).sum();
        let most = self.story.days.iter().max_by_key(|day| day.movements());
        match most.filter(|day| day.movements() > 0) {
            None => self.page.t("provider-chart-none"),
            Some(most) => self.page.t2(
                "provider-chart-summary",
                "count",
                all,
                "day",
                self.day(most),
            ),
        }
    }
}

/// What is said of when approvals are counted.
pub fn counted_text(today: bool) -> &'static str {
    if today {
        "provider-by-channel-now"
    } else {
        "provider-by-channel-note"
    }
}

async fn brand(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let story = state.registry.provider().brand_story(&on.scope).await?;
    let page = Page {
        title: story.figures.brand.name.clone(),
        ..on.page(&visit, "provider-brand", paths::BRAND_PAGE)?
    };
    let held = on.at.0.member().roles_for(on.scope.brand());
    let held: Vec<_> = held.map(|role| page.t(roles::text(role))).collect();
    show(&BrandPage {
        bars: bars(&story.days),
        roles: held.join(", "),
        story,
        page,
    })
}
