//! Asking once more before all of a channel, or everything, is refused.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::Channel;
use registry::people::recipient::ScreenQuery;
use serde::Deserialize;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    channel: String,
}

#[derive(Template)]
#[template(path = "people/consents/confirm.html")]
struct ConfirmPage {
    page: Page,
    wish: String,
    count: usize,
    explanation: String,
    button: String,
}

pub async fn confirm(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let whole = ScreenQuery::default();
    let screen = state
        .registry
        .people()
        .screen(&person.subject, &whole)
        .await?;
    let (wish, id, count) = if asked.channel.is_empty() {
        (
            "everything".to_owned(),
            "confirm-everything",
            screen.approvals,
        )
    } else {
        let channel = Channel::from_wire(&asked.channel).map_err(|_| Failure::NotFound)?;
        let id = match channel {
            Channel::Call => "confirm-calls",
            Channel::Text => "confirm-texts",
            Channel::Email => "confirm-emails",
        };
        let counts = Channel::ALL.into_iter().zip(screen.approvals_by_channel);
        let of_channel = counts.filter(|(other, _)| *other == channel);
        let count = of_channel.map(|(_, count)| count).sum();
        (channel.as_wire().to_owned(), id, count)
    };
    let page = visit.page(id).under(paths::CONSENTS);
    let filled = [("count", count.into())];
    show(&ConfirmPage {
        explanation: page.words.with("confirm-text", &filled),
        button: page.words.with("confirm-go", &filled),
        page,
        wish,
        count,
    })
}
