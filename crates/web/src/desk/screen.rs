//! The caller's records: read aloud, and refused one by one or together.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::{BrandCode, Channel, Status};
use registry::desk::Call;
use registry::people::recipient::{
    BrandConsents, Changed, RecordRef, SEARCH_TEXT_MAX, Screen, ScreenQuery, Selection, Story,
    StoryChange,
};

use super::bar::about;
use super::session::OnCall;
use crate::WebState;
use crate::desk::paths;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
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

fields! {
    /// What of the records is shown.
    enum Look {
        Search = text("q", SEARCH_TEXT_MAX),
        Channel = choice("channel"),
        Status = choice("status"),
        Page = hidden("page"),
    }
}

fn query(look: &Form<Look>) -> Result<ScreenQuery, Failure> {
    Ok(ScreenQuery {
        text: look.value(Look::Search).to_owned(),
        channel: Channel::from_wire(look.value(Look::Channel)).ok(),
        status: Status::from_wire(look.value(Look::Status)).ok(),
        page: look.given(Look::Page)?.unwrap_or(1),
        ..ScreenQuery::default()
    })
}

#[derive(Template)]
#[template(path = "desk/caller.html")]
struct CallerPage {
    page: Page,
    call: Box<Call>,
    look: Form<Look>,
    screen: Screen,
    complaints: Place,
}

impl CallerPage {
    fn channels(&self) -> [Channel; 3] {
        Channel::ALL
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
        let [q, channel, status] =
            [Look::Search, Look::Channel, Look::Status].map(|field| self.look.value(field));
        paths::caller_page(q, channel, status, page)
    }
}

async fn screen(
    visit: Visit,
    OnCall(call): OnCall,
    State(state): State<WebState>,
    look: Form<Look>,
) -> Result<Response, Failure> {
    let screen = state
        .registry
        .desk()
        .call_screen(&call, &query(&look)?)
        .await?;
    show(&CallerPage {
        page: about(&visit, &call, "desk-caller-title")?,
        call,
        look,
        screen,
        complaints: Place(paths::COMPLAINTS),
    })
}

fields! {
    /// What is to be refused: the button that was pressed.
    enum Refusal {
        Caller = hidden("caller"),
        Record = choice("record"),
        Brand = choice("brand"),
        Channel = choice("channel"),
        Everything = choice("everything"),
    }
}

/// What is to be refused.
fn selection(form: &Form<Refusal>) -> Result<Selection, Failure> {
    use Refusal::{Brand, Caller, Channel as OneChannel, Everything, Record};
    Ok(
        match form.pressed([Record, Brand, OneChannel, Everything])? {
            Record => Selection::Records(vec![form.required(Record)?]),
            Brand => Selection::Brand(BrandCode(form.required(Brand)?)),
            OneChannel => {
                let channel = Channel::from_wire(form.value(OneChannel));
                Selection::Channel(channel.map_err(|_| Failure::BadForm)?)
            }
            Everything | Caller => Selection::Everything,
        },
    )
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
    refusal: Form<Refusal>,
) -> Result<Response, Failure> {
    on_call.require(refusal.value(Refusal::Caller))?;
    let OnCall(call) = on_call;
    let selection = selection(&refusal)?;
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
