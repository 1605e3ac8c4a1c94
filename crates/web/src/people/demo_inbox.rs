//! The demonstration's inbox: what would have gone out by e-mail and text message, for all to see.
//!
//! There in demonstrations alone; otherwise nothing is here.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::Way;
use registry::message::InboxMessage;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::Visit;

/// The most messages that are shown, of both ways together.
const SHOWN_MAX: usize = 60;

/// How many digits a code has.
const CODE_DIGITS: usize = 6;

pub fn routes() -> Routes {
    Routes::new().route(paths::DEMO_INBOX, get(inbox))
}

#[derive(Template)]
#[template(path = "people/demo-inbox.html")]
struct InboxPage {
    page: Page,
    columns: [Column; 2],
}

/// The messages of one way.
struct Column {
    id: &'static str,
    heading: String,
    messages: Vec<Shown>,
}

/// A message as the page shows it.
struct Shown {
    to: String,
    at: String,
    subject: Option<String>,
    code: Option<String>,
    pieces: Vec<Piece>,
}

/// A piece of a text: words, or a link to these pages.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    link: bool,
}

async fn inbox(State(state): State<WebState>, visit: Visit) -> Result<Response, Failure> {
    let Some(inbox) = state.inbox.as_ref().map(Arc::clone) else {
        return Err(Failure::NotFound);
    };
    let messages = tokio::task::spawn_blocking(move || inbox.newest(SHOWN_MAX))
        .await
        .map_err(|error| Failure::from(registry::Error::Failed(Box::new(error))))?;
    let column = |id, heading: &str, way| Column {
        id,
        heading: visit.words.text(heading),
        messages: messages
            .iter()
            .filter(|message| message.way == way)
            .map(|message| shown(message, &visit))
            .collect(),
    };
    show(&InboxPage {
        columns: [
            column("texts", "inbox-texts", Way::Text),
            column("mails", "inbox-mails", Way::Mail),
        ],
        page: visit.page("inbox-title"),
    })
}

fn shown(message: &InboxMessage, visit: &Visit) -> Shown {
    Shown {
        to: message.to.clone(),
        at: visit.words.instant(message.at),
        subject: message.subject.clone(),
        code: code(&message.text),
        pieces: pieces(&message.text, &visit.settings.public_url),
    }
}

/// The first number of as many digits as a code has.
fn code(text: &str) -> Option<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .find(|word| word.len() == CODE_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
}

/// A text cut so that what leads to these pages can be followed, and nothing else: a brand's name may
/// look like an address.
fn pieces(text: &str, public_url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(public_url).filter(|_| !public_url.is_empty()) {
        let (before, link) = rest.split_at(start);
        let end = link.find(char::is_whitespace).unwrap_or(link.len());
        let (link, after) = link.split_at(end);
        let own = link[public_url.len()..].is_empty() || link[public_url.len()..].starts_with('/');
        let piece = |text: &str, link| Piece {
            text: text.to_owned(),
            link,
        };
        pieces.extend((!before.is_empty()).then(|| piece(before, false)));
        pieces.push(piece(link, own));
        rest = after;
    }
    pieces.extend((!rest.is_empty()).then(|| Piece {
        text: rest.to_owned(),
        link: false,
    }));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_and_a_receipt_is_not_taken_for_one() {
        assert_eq!(code("Kodunuz: 012345. 3 dakika"), Some("012345".to_owned()));
        assert_eq!(code("No 1234567; a123456; 12345"), None);
    }

    #[test]
    fn only_links_to_these_pages_can_be_followed() {
        let text = "Reddet: http://here/e/x ya da http://there/ http://here.evil/";
        let pieces = pieces(text, "http://here");
        let links: Vec<&str> = pieces
            .iter()
            .filter(|piece| piece.link)
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(links, ["http://here/e/x"]);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, text);
    }
}
