//! Approving a brand that the caller names.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::{Address, BrandCode, Channel};
use registry::desk::Call;
use registry::people::recipient::BrandChoice;
use serde::Deserialize;

use super::bar::about;
use super::screen::DonePage;
use super::session::OnCall;
use crate::WebState;
use crate::desk::paths;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

/// How many brands a search shows.
const CHOICES: usize = 20;

pub fn routes() -> Routes {
    Routes::new().route(paths::APPROVE, get(choose).post(approve))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
}

/// The brand and the channels; one field a channel, as forms repeat no names.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    caller: String,
    q: String,
    brand: Option<u32>,
    call: Option<String>,
    text: Option<String>,
    email: Option<String>,
}

impl Choice {
    fn channels(&self) -> Vec<Channel> {
        [
            (&self.call, Channel::Call),
            (&self.text, Channel::Text),
            (&self.email, Channel::Email),
        ]
        .into_iter()
        .filter_map(|(ticked, channel)| ticked.is_some().then_some(channel))
        .collect()
    }
}

#[derive(Template)]
#[template(path = "desk/approve.html")]
struct ApprovePage {
    page: Page,
    call: Box<Call>,
    q: String,
    brands: Vec<BrandChoice>,
    error: Option<String>,
}

impl ApprovePage {
    fn is_phone(&self) -> bool {
        matches!(self.call.address(), Address::Phone(_))
    }
}

async fn page(
    visit: &Visit,
    state: &WebState,
    call: Box<Call>,
    q: String,
    error: Option<String>,
) -> Result<Response, Failure> {
    let status = match error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let template = ApprovePage {
        page: about(visit, &call, "desk-approve-title")?,
        call,
        brands: state.registry.people().brands_matching(&q, CHOICES).await?,
        q,
        error,
    };
    show_with(status, &template)
}

async fn choose(
    visit: Visit,
    OnCall(call): OnCall,
    Query(search): Query<Search>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    page(&visit, &state, call, search.q, None).await
}

async fn approve(
    visit: Visit,
    on_call: OnCall,
    State(state): State<WebState>,
    Form(choice): Form<Choice>,
) -> Result<Response, Failure> {
    on_call.require(&choice.caller)?;
    let OnCall(call) = on_call;
    let channels = choice.channels();
    let (Some(brand), false) = (choice.brand, channels.is_empty()) else {
        let error = visit.words.text("desk-approve-incomplete");
        return page(&visit, &state, call, choice.q, Some(error)).await;
    };
    let changed = state
        .registry
        .desk()
        .call_approve(&call, BrandCode(brand), &channels)
        .await?;
    crate::kit::page::show(&DonePage {
        page: about(&visit, &call, "desk-done-title")?,
        changed,
    })
}
