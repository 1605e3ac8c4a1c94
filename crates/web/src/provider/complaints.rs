//! The complaint inbox: complaints about the provider's brands, by sending, with the days that are left to answer them.

mod answer;
mod document;
mod page;
pub mod time_left;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use registry::provider::complaints::{ANSWERED_SHOWN, Inbox, InboxLine, Sending, Submitted};

use self::time_left::{days_left, tag};
use super::paths;
use super::session::Answerer;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::COMPLAINTS, get(list))
        .merge(answer::routes())
        .merge(document::routes())
}

#[derive(Template)]
#[template(path = "provider/complaints.html")]
struct InboxPage {
    page: Page,
    inbox: Inbox,
}

impl InboxPage {
    fn link(&self, line: &InboxLine) -> String {
        paths::filled(paths::COMPLAINT, &[&line.number])
    }

    /// What is called one sending: brand, channel, day.
    fn sending(&self, sending: &Sending) -> String {
        let (channel, day) = (
            self.page.channel(sending.channel),
            self.page.day(sending.day.start()),
        );
        format!("{} · {channel} · {day}", sending.brand_name)
    }

    fn left(&self, line: &InboxLine) -> String {
        days_left(&self.page, line.days_left)
    }

    fn tag(&self, line: &InboxLine) -> &'static str {
        tag(line.days_left)
    }

    fn last_day(&self, line: &InboxLine) -> String {
        self.page.day(line.last_day.start())
    }

    fn state(&self, line: &InboxLine) -> String {
        self.page.t(if line.begun {
            "answering-begun"
        } else {
            "answering-not-begun"
        })
    }

    fn answered(&self, submitted: &Submitted) -> String {
        self.page.instant(submitted.at)
    }

    fn most(&self) -> u32 {
        ANSWERED_SHOWN
    }
}

async fn list(
    visit: Visit,
    answerer: Answerer,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let page = answerer
        .0
        .page(&visit, "answering-title", paths::COMPLAINTS);
    let inbox = console.inbox(&answerer.0.0).await?;
    show(&InboxPage { page, inbox })
}
