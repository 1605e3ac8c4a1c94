//! A filed complaint: its number, what it says, what was on record, and what has become of it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::{Status, Timestamp};
use registry::cases::complaints::{
    ComplaintNumber, ComplaintState, EvidenceState, FiledComplaint, Step,
};

use super::complaining::Complaining;
use super::image::attachment;
use super::list::state_text;
use super::paths::{self, Place};
use super::review::{city_name, tell_text};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::FILED), get(filed::<C>))
        .route(&C::PLACE.to(paths::FILED_IMAGE), get(image::<C>))
}

#[derive(Template)]
#[template(path = "shared/complaints/filed.html")]
struct FiledPage {
    page: Page,
    place: Place,
    complaint: FiledComplaint,
}

impl FiledPage {
    fn state(&self) -> String {
        state_text(&self.page, self.complaint.state)
    }

    fn brand(&self) -> &str {
        let name = self.complaint.brand_name.as_deref();
        name.unwrap_or(&self.complaint.form.brand_text)
    }

    fn city(&self) -> &'static str {
        city_name(self.complaint.form.province)
    }

    fn tell(&self) -> String {
        tell_text(&self.page, self.complaint.form.tell.as_ref())
    }

    fn step(&self, step: &Step) -> String {
        let state = ComplaintState::from_word(&step.step);
        state.map_or_else(|| step.step.clone(), |state| state_text(&self.page, state))
    }

    /// An identity number on a page that may be printed: all but the last digits are covered.
    fn covered(&self, number: &str) -> String {
        let digits: String = number.split_whitespace().collect();
        let shown = digits.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        format!("•••••••{}", &digits[shown..])
    }

    fn status(&self, state: &EvidenceState) -> String {
        self.page.status(if state.approves() {
            Status::Approval
        } else {
            Status::Refusal
        })
    }

    fn tag(&self, state: &EvidenceState) -> &'static str {
        if state.approves() {
            "tag yes"
        } else {
            "tag no"
        }
    }

    fn at(&self, millis: &i64) -> String {
        self.page.words.instant(Timestamp::from_millis(*millis))
    }

    fn asker(&self, kind: &str) -> String {
        self.page.t(&format!("complaint-asker-{kind}"))
    }
}

async fn found<C: Complaining>(
    state: &WebState,
    complaining: &C,
    number: &str,
) -> Result<FiledComplaint, Failure> {
    let number: ComplaintNumber = number.parse().map_err(|_| Failure::NotFound)?;
    let complainant = complaining.complainant();
    let found = state
        .registry
        .cases()
        .complaint(complainant, number)
        .await?;
    found.ok_or(Failure::NotFound)
}

async fn filed<C: Complaining>(
    complaining: C,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let complaint = found(&state, &complaining, &number).await?;
    show(&FiledPage {
        page: complaining.page("complaint-filed-title")?,
        place: C::PLACE,
        complaint,
    })
}

async fn image<C: Complaining>(
    complaining: C,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let complaint = found(&state, &complaining, &number).await?;
    let image = state
        .registry
        .cases()
        .complaint_image(complaining.complainant(), complaint.id)
        .await?;
    Ok(attachment(image.ok_or(Failure::NotFound)?))
}
