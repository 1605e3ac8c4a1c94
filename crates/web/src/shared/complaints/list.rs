//! The list of complaints and drafts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use registry::cases::complaints::{ComplaintId, ComplaintLine, ComplaintState};

use super::complaining::Complaining;
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new().route(C::PLACE.list(), get(list::<C>))
}

#[derive(Template)]
#[template(path = "shared/complaints/list.html")]
struct ListPage {
    page: Page,
    place: Place,
    lines: Vec<ComplaintLine>,
}

impl ListPage {
    fn id(&self, id: &ComplaintId) -> String {
        name_of(*id)
    }

    fn state(&self, state: &ComplaintState) -> String {
        state_text(&self.page, *state)
    }
}

/// A draft's name in paths.
pub fn name_of(id: ComplaintId) -> String {
    hex::encode(id.0)
}

/// Reads a draft's name.
pub fn draft_named(name: &str) -> Result<ComplaintId, Failure> {
    let mut id = [0; 16];
    hex::decode_to_slice(name, &mut id).map_err(|_| Failure::NotFound)?;
    Ok(ComplaintId(id))
}

/// How far a complaint has come, in words.
pub fn state_text(page: &Page, state: ComplaintState) -> String {
    page.t(match state {
        ComplaintState::Draft => "complaint-state-draft",
        ComplaintState::Filed => "complaint-state-filed",
        ComplaintState::Answered => "complaint-state-answered",
        ComplaintState::Closed => "complaint-state-closed",
    })
}

async fn list<C: Complaining>(
    complaining: C,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let lines = state
        .registry
        .cases()
        .complaint_list(complaining.complainant())
        .await?;
    show(&ListPage {
        page: complaining.page("complaints-title")?,
        place: C::PLACE,
        lines,
    })
}
