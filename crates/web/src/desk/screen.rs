//! The caller's records: read aloud, and refused one by one or together.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{BrandCode, Channel, Status};
use registry::desk::Call;
use registry::people::recipient::{
    BrandConsents, Changed, RecordRef, Screen, ScreenQuery, Selection, Story, StoryChange,
};
use serde::Deserialize;

use super::bar::about;
use super::session::OnCall;
use crate::WebState;
use crate::desk::paths;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use crate::shared::complaints::Place;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::CALLER, get(screen))
        .route(paths::REFUSE, post(refuse))
        .route(paths::RECORD, get(story))
}

/// What of the records is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Look {
    q: String,
    channel: String,
    status: String,
    page: Option<u32>,
}

impl Look {
    fn query(&self) -> ScreenQuery {
        ScreenQuery {
            text: self.q.clone(),
            channel: Channel::from_wire(&self.channel).ok(),
            status: Status::from_wire(&self.status).ok(),
            page: self.page.unwrap_or(1),
            ..ScreenQuery::default()
        }
    }
}

#[derive(Template)]
#[template(path = "desk/caller.html")]
struct CallerPage {
    page: Page,
    call: Box<Call>,
    look: Look,
    screen: Screen,
    complaints: Place,
}

impl CallerPage {
    fn channels(&self) -> [Channel; 3] {
        Channel::ALL
    }

    fn statuses(&self) -> [Status; 2] {
        Status::ALL
    }

    fn approvals_on(&self, position: &usize) -> usize {
        let counts = &self.screen.approvals_by_channel;
        counts.get(*position).copied().unwrap_or_default()
    }

    /// How many of a brand's records shown are approvals.
    fn approvals_of(&self, brand: &BrandConsents) -> usize {
        let records = brand.records.iter();
        records.filter(|row| row.status == Status::Approval).count()
    }

    /// Where another page of the same look is.
    fn page_path(&self, page: u32) -> String {
        let Look {
            q, channel, status, ..
        } = &self.look;
        paths::caller_page(q, channel, status, page)
    }
}

async fn screen(
    visit: Visit,
    OnCall(call): OnCall,
    Query(look): Query<Look>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let screen = state
        .registry
        .desk()
        .call_screen(&call, &look.query())
        .await?;
    show(&CallerPage {
        page: about(&visit, &call, "desk-caller-title")?,
        call,
        look,
        screen,
        complaints: Place(paths::COMPLAINTS),
    })
}

/// What is to be refused: the button that was pressed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    caller: String,
    record: Option<String>,
    brand: Option<u32>,
    channel: Option<String>,
    everything: Option<String>,
}

impl Refusal {
    /// `None`: none of the buttons, or more than one.
    fn selection(&self) -> Option<Selection> {
        match (&self.record, self.brand, &self.channel, &self.everything) {
            (Some(record), None, None, None) => {
                Some(Selection::Records(vec![record.parse().ok()?]))
            }
            (None, Some(brand), None, None) => Some(Selection::Brand(BrandCode(brand))),
            (None, None, Some(channel), None) => {
                Some(Selection::Channel(Channel::from_wire(channel).ok()?))
            }
            (None, None, None, Some(_)) => Some(Selection::Everything),
            _ => None,
        }
    }
}

/// What was done, to be read aloud.
#[derive(Template)]
#[template(path = "desk/done.html")]
pub struct DonePage {
    pub page: Page,
    pub changed: Changed,
}

impl DonePage {
    /// The beginning of a receipt's name, as it is told and sent.
    fn receipt(&self, transaction: &domain::TransactionId) -> String {
        let mut receipt = transaction.to_wire();
        receipt.truncate(12);
        receipt
    }
}

async fn refuse(
    visit: Visit,
    on_call: OnCall,
    State(state): State<WebState>,
    Form(refusal): Form<Refusal>,
) -> Result<Response, Failure> {
    on_call.require(&refusal.caller)?;
    let OnCall(call) = on_call;
    let selection = refusal.selection().ok_or(Failure::BadForm)?;
    let changed = state.registry.desk().call_refuse(&call, &selection).await;
    show(&DonePage {
        page: about(&visit, &call, "desk-done-title")?,
        changed: changed?,
    })
}

#[derive(Template)]
#[template(path = "desk/story.html")]
struct StoryPage {
    page: Page,
    story: Story,
}

async fn story(
    visit: Visit,
    OnCall(call): OnCall,
    Path(record): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let record: RecordRef = record.parse().map_err(|_| Failure::NotFound)?;
    let story = state.registry.desk().call_story(&call, record).await?;
    let story = story.ok_or(Failure::NotFound)?;
    show(&StoryPage {
        page: about(&visit, &call, "desk-story-title")?,
        story,
    })
}
