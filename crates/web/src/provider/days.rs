//! The days of a brand: what each has, and how brand and registry stand to it.

mod comparing;
mod day;
mod line;
mod taking;

pub(super) use taking::{BrokenOff, attachment, ending};

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use domain::Day;
use registry::contract::reconciliation::DayState;
use registry::provider::Viewing;

use super::brand::OnBrand;
use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use line::{DayLine, reports, state_text};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::DAYS, get(days))
        .merge(day::routes())
        .merge(taking::routes())
        .merge(comparing::routes())
}

/// How many days a week has, in the calendar's columns.
const WEEK: usize = 7;

#[derive(Template)]
#[template(path = "provider/days.html")]
struct DaysPage {
    page: Page,
    month: String,
    earlier: String,
    /// Empty: it would be in the future.
    later: String,
    weekdays: [String; WEEK],
    weeks: Vec<[Option<Cell>; WEEK]>,
    days: Vec<DayLine>,
}

impl DaysPage {
    fn state(&self, day: &DayLine) -> String {
        self.page.t(state_text(day.state))
    }

    /// The sign of a day's state, for eyes.
    fn sign(&self, day: &DayLine) -> &'static str {
        match day.state {
            DayState::Open => "…",
            DayState::Published => "○",
            DayState::Agreed => "✓",
            DayState::Different => "≠",
        }
    }
}

/// What the days of a week are called, from Monday.
const WEEKDAYS: [&str; WEEK] = [
    "provider-weekday-1",
    "provider-weekday-2",
    "provider-weekday-3",
    "provider-weekday-4",
    "provider-weekday-5",
    "provider-weekday-6",
    "provider-weekday-7",
];

/// A day of the calendar.
struct Cell {
    number: u8,
    /// `None`: nothing is known of it.
    day: Option<DayLine>,
}

async fn days(
    visit: Visit,
    on: OnBrand<Viewing>,
    uri: Uri,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let reports = reports(&state, &on).await?;
    let this = reports.today().month_begin();
    let first = month(&uri)?.unwrap_or(this).min(this);
    let last = first.plus_months(1).minus(1);
    let contract = state.registry.contract();
    let known = contract.report_days_between(&reports, first, last).await?;
    let days: Vec<DayLine> = known.iter().map(|one| DayLine::new(&on, one)).collect();
    let brand = on.scope.brand();
    let of_month = |day: Day| {
        let page = paths::asking(paths::DAYS, paths::BRAND, brand);
        format!("{page}&{}={}", paths::MONTH, &day.to_wire()[..MONTH_BYTES])
    };
    let page = on.page(&visit, "provider-days-title", paths::DAYS)?;
    show(&DaysPage {
        weekdays: WEEKDAYS.map(|day| page.t(day)),
        month: page.month(first.start()),
        page,
        earlier: of_month(first.minus(1)),
        later: if first < this {
            of_month(first.plus_months(1))
        } else {
            String::new()
        },
        weeks: weeks(first, last, &days),
        days: days.into_iter().rev().collect(),
    })
}

/// The length of `YYYY-MM`.
const MONTH_BYTES: usize = 7;

/// The first day of the month that the query names; `None`: it names none. What is no month is nowhere.
fn month(uri: &Uri) -> Result<Option<Day>, Failure> {
    let query = uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let Some((_, month)) = pairs.find(|(name, _)| name == paths::MONTH) else {
        return Ok(None);
    };
    let first = Day::from_wire(&format!("{month}-01"));
    first.map(Some).map_err(|_| Failure::NotFound)
}

/// The calendar of a month.
fn weeks(first: Day, last: Day, days: &[DayLine]) -> Vec<[Option<Cell>; WEEK]> {
    let mut weeks = Vec::new();
    let mut week: [Option<Cell>; WEEK] = Default::default();
    let mut day = first;
    while day <= last {
        let date = day.to_wire();
        let place = usize::from(day.of_week()) - 1;
        week[place] = Some(Cell {
            number: day.of_month(),
            day: days.iter().find(|line| line.date == date).cloned(),
        });
        if place + 1 == WEEK || day == last {
            weeks.push(std::mem::take(&mut week));
        }
        day = day.plus(1);
    }
    weeks
}
