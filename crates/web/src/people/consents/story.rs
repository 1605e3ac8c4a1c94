//! The history of one record, and who has asked about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::check::Reason;
use domain::{Origin, Source, Status};
use registry::people::recipient::{
    CHECKS_SHOWN, CheckAsker, Story, StoryChange, StoryCheck, StoryMovement,
};
use words::Words;

use super::row;
use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};
use crate::shared::complaints::Place;

/// The hours of a day.
const DAY_HOURS: u64 = 24;

#[derive(Template)]
#[template(path = "people/consents/story.html")]
struct StoryPage {
    page: Page,
    record: String,
    /// Where a complaint about it begins.
    complain: String,
    brand: String,
    provider: String,
    channel: String,
    address: String,
    merchant: String,
    approved: bool,
    status: String,
    movements: Vec<Movement>,
    checks: Vec<Check>,
    check_days: usize,
}

struct Movement {
    title: String,
    /// The class of the status's tag; empty: it changed none.
    tag: &'static str,
    recorded_at: String,
    /// When it was expressed; empty: the provider did not say.
    date: String,
    /// Where it was expressed; empty: it changed no status.
    source: String,
    /// Who told the registry.
    by: String,
    retailer: String,
    transaction: String,
}

struct Check {
    at: String,
    asker: String,
    allowed: bool,
    answer: String,
}

pub async fn story(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Path(record): Path<String>,
) -> Result<Response, Failure> {
    let record = record.parse().map_err(|_| Failure::NotFound)?;
    let story = state
        .registry
        .people()
        .story(&person.subject, record)
        .await?;
    show(&StoryPage::new(&visit, story.ok_or(Failure::NotFound)?))
}

impl StoryPage {
    fn new(visit: &Visit, story: Story) -> Self {
        let words = visit.words;
        let mut page = visit.page("story-title").under(paths::CONSENTS);
        page.title = format!("{} · {}", story.brand, words.channel(story.record.channel));
        let status = story
            .movements
            .iter()
            .find_map(|movement| match movement.change {
                StoryChange::Consent { status, .. } => Some(status),
                StoryChange::Retailers => None,
            });
        let provider = &story.provider;
        let movements = story
            .movements
            .iter()
            .map(|movement| Movement::new(words, provider, movement));
        Self {
            complain: Place(paths::COMPLAINTS).about_record(&story.record.to_string()),
            record: story.record.to_string(),
            channel: words.channel(story.record.channel),
            address: address::shown(&story.address),
            merchant: row::merchant(words, story.record.recipient_type),
            approved: status == Some(Status::Approval),
            status: status
                .map(|status| words.status(status))
                .unwrap_or_default(),
            movements: movements.collect(),
            checks: story
                .checks
                .iter()
                .map(|check| Check::new(words, check))
                .collect(),
            check_days: usize::try_from(CHECKS_SHOWN.as_secs() / (DAY_HOURS * 3_600))
                .unwrap_or_default(),
            brand: story.brand,
            provider: story.provider,
            page,
        }
    }
}

impl Movement {
    fn new(words: Words, provider: &str, movement: &StoryMovement) -> Self {
        let recorded_at = words.instant(movement.recorded_at);
        let transaction = movement.transaction.to_wire();
        match &movement.change {
            StoryChange::Consent {
                status,
                date,
                source,
                retailer,
            } => Self {
                title: words.status(*status),
                tag: match status {
                    Status::Approval => "yes",
                    Status::Refusal => "no",
                },
                recorded_at,
                date: date.map(|date| words.instant(date)).unwrap_or_default(),
                source: words.source(*source),
                by: by(words, provider, *source),
                retailer: retailer.as_ref().map(row::retailer).unwrap_or_default(),
                transaction,
            },
            StoryChange::Retailers => Self {
                title: words.text("story-retailers"),
                tag: "",
                recorded_at,
                date: String::new(),
                source: String::new(),
                by: reported(words, provider),
                retailer: String::new(),
                transaction,
            },
        }
    }
}

/// Who told the registry: the provider, the operator of the line, or the person.
fn by(words: Words, provider: &str, source: Option<Source>) -> String {
    match source {
        Some(Source::LineClosed) => words.text("story-by-operator"),
        Some(source) if source.origin() == Origin::Recipient => words.text("story-by-you"),
        _ => reported(words, provider),
    }
}

fn reported(words: Words, provider: &str) -> String {
    words.with(
        "story-by-provider",
        &[("provider", provider.to_owned().into())],
    )
}

impl Check {
    fn new(words: Words, check: &StoryCheck) -> Self {
        let named = |id: &str, title: &str| {
            if title.is_empty() {
                words.text("story-asker-gone")
            } else {
                words.with(id, &[("title", title.to_owned().into())])
            }
        };
        let answer = match (check.allowed, check.reason) {
            (true, Some(Reason::Exempt)) => "story-exempt",
            (true, _) => "story-allowed",
            (false, _) => "story-denied",
        };
        Self {
            at: words.instant(check.at),
            asker: match &check.asker {
                CheckAsker::Provider(title) => named("story-asker-provider", title),
                CheckAsker::Partner(title) => named("story-asker-partner", title),
                CheckAsker::Intermediary(title) => named("story-asker-intermediary", title),
                CheckAsker::Operator => words.text("story-asker-operator"),
            },
            allowed: check.allowed,
            answer: words.text(answer),
        }
    }
}
