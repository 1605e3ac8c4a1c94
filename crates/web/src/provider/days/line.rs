//! A day as it is listed, and how it is opened.

use registry::contract::reconciliation::{DailyReport, DayListing, DayProgress, DayState, Reports};

use crate::WebState;
use crate::kit::failure::Failure;
use crate::provider::brand::OnBrand;
use crate::provider::paths;
use crate::provider::refusal::allowed;

/// A day as it is listed.
#[derive(Clone)]
pub struct DayLine {
    pub date: String,
    pub link: String,
    pub state: DayState,
    /// Empty until it is counted.
    pub movements: Option<u64>,
}

impl DayLine {
    pub fn new<P>(on: &OnBrand<P>, listing: &DayListing) -> Self {
        let date = listing.known.day.to_wire();
        Self {
            link: paths::of_brand(paths::DAY, &[&date], on.scope.brand()),
            date,
            state: listing.state(),
            movements: match listing.known.progress {
                DayProgress::Completed { movements, .. } => Some(movements),
                _ => None,
            },
        }
    }
}

/// What a state is called.
pub fn state_text(state: DayState) -> &'static str {
    match state {
        DayState::Open => "provider-day-open",
        DayState::Published => "provider-day-published",
        DayState::Agreed => "provider-day-agreed",
        DayState::Different => "provider-day-different",
    }
}

/// A brand's reports, opened for a member.
pub async fn reports<P>(state: &WebState, on: &OnBrand<P>) -> Result<Reports, Failure> {
    allowed(state.registry.contract().reports(&on.scope).await)
}

/// The report of the day that a path names. What is no day before today is nowhere.
pub async fn report<P>(
    state: &WebState,
    on: &OnBrand<P>,
    date: &str,
) -> Result<DailyReport, Failure> {
    let reports = reports(state, on).await?;
    reports.of_any(date).map_err(|_| Failure::NotFound)
}
