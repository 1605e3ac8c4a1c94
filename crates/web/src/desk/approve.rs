//! Approving a brand that the caller names.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::{BrandCode, Channel};
use registry::desk::Call;
use registry::people::recipient::{BrandChoice, SEARCH_TEXT_MAX};

use super::bar::about;
use super::screen::DonePage;
use super::session::OnCall;
use crate::WebState;
use crate::desk::paths;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// How many brands a search shows.
const CHOICES: usize = 20;

pub fn routes() -> Routes {
    Routes::new().route(paths::APPROVE, get(choose).post(approve))
}

fields! {
    /// The search for a brand, and the choice of it and of its channels.
    enum Approval {
        Caller = hidden("caller"),
        Search = text("q", SEARCH_TEXT_MAX),
        Brand = choice("brand"),
        Call = choice("call"),
        Text = choice("text"),
        Email = choice("email"),
    }
}

/// The box of each channel.
const CHANNELS: [(Approval, Channel); 3] = [
    (Approval::Call, Channel::Call),
    (Approval::Text, Channel::Text),
    (Approval::Email, Channel::Email),
];

#[derive(Template)]
#[template(path = "desk/approve.html")]
struct ApprovePage {
    page: Page,
    call: Box<Call>,
    form: Form<Approval>,
    brands: Vec<Choice>,
}

impl ApprovePage {
    /// The channels that reach the caller.
    fn channels(&self) -> impl Iterator<Item = (Approval, Channel)> {
        let fits = |(_, channel): &(Approval, Channel)| self.call.address().fits(*channel);
        CHANNELS.into_iter().filter(fits)
    }
}

async fn page(
    visit: &Visit,
    state: &WebState,
    call: Box<Call>,
    form: Form<Approval>,
) -> Result<Response, Failure> {
    let search = form.value(Approval::Search);
    let brands = state
        .registry
        .people()
        .brands_matching(search, CHOICES)
        .await?;
    let choice = |brand: BrandChoice| Choice::new(brand.code, brand.name).with_note(brand.provider);
    let template = ApprovePage {
        page: about(visit, &call, "desk-approve-title")?.of(&form),
        brands: brands.into_iter().map(choice).collect(),
        form: form.with(Approval::Caller, call.name()),
        call,
    };
    show_with(template.form.status(), &template)
}

/// A link may name what is searched for; nothing is ticked by it.
async fn choose(
    visit: Visit,
    OnCall(call): OnCall,
    State(state): State<WebState>,
    form: Form<Approval>,
) -> Result<Response, Failure> {
    page(&visit, &state, call, form.only(Approval::Search)).await
}

async fn approve(
    visit: Visit,
    on_call: OnCall,
    State(state): State<WebState>,
    form: Form<Approval>,
) -> Result<Response, Failure> {
    on_call.require(form.value(Approval::Caller))?;
    let OnCall(call) = on_call;
    let ticked = CHANNELS
        .into_iter()
        .filter(|(field, _)| form.sent(*field).is_some());
    let channels: Vec<_> = ticked.map(|(_, channel)| channel).collect();
    let (Some(brand), false) = (form.given(Approval::Brand)?, channels.is_empty()) else {
        let incomplete = Text::of("desk-approve-incomplete");
        let form = form.refused(Approval::Brand, incomplete);
        return page(&visit, &state, call, form).await;
    };
    let changed = state
        .registry
        .desk()
        .call_approve(&call, BrandCode(brand), &channels)
        .await?;
    show(&DonePage {
        page: about(&visit, &call, "desk-done-title")?,
        changed,
    })
}
