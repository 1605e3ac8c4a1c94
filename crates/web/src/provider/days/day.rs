//! One day: its counts by channel, and what can be done about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::{Channel, Source, Status, Timestamp};
use registry::contract::reconciliation::{
    DayComparison, DayGroup, DayListing, DayProgress, DayState, TakenBy,
};
use registry::provider::{Action, Managing, Right, Viewing};

use super::line::{DayLine, report, state_text};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::Choice;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use crate::provider::brand::OnBrand;
use crate::provider::paths;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::DAY, get(day))
        .route(paths::DAY_AGREEMENT, post(agree))
}

/// The width that the longest bar of the chart has, in its own units.
const CHART_WIDTH: u64 = 480;
/// The height of a channel in the chart.
const BAR_HEIGHT: usize = 34;

#[derive(Template)]
#[template(path = "provider/day.html")]
struct DayPage {
    page: Page,
    day: DayLine,
    digest: String,
    agreed_at: String,
    compared: Option<DayComparison>,
    compared_at: String,
    channels: Vec<ChannelCounts>,
    links: DayLinks,
    may_agree: bool,
    may_compare: bool,
    answers: Vec<Choice>,
}

/// Where else the day is.
struct DayLinks {
    file: String,
    csv: String,
    xlsx: String,
    agreement: String,
    comparison: String,
}

/// What a channel has.
struct ChannelCounts {
    name: String,
    all: Sums,
    types: Vec<(String, Sums)>,
    sources: Vec<(String, Sums)>,
    retailers: Vec<(String, Sums)>,
    bar: Bar,
}

/// Approvals and refusals.
#[derive(Clone, Copy, Default)]
struct Sums {
    approvals: u64,
    refusals: u64,
}

/// A channel's bar of the chart, in the chart's units.
#[derive(Default)]
struct Bar {
    top: usize,
    approvals: u64,
    refusals: u64,
}

impl DayPage {
    fn state(&self) -> String {
        self.page.t(state_text(self.day.state))
    }

    fn chart_height(&self) -> usize {
        self.channels.len() * BAR_HEIGHT
    }

    /// The chart in words.
    fn chart_text(&self) -> String {
        let channel = |one: &ChannelCounts| {
            let all = one.all;
            let words = &self.page.words;
            let counts = [
                ("channel", one.name.clone().into()),
                ("approvals", words.number(size(all.approvals)).into()),
                ("refusals", words.number(size(all.refusals)).into()),
            ];
            words.with("provider-day-chart-row", &counts)
        };
        let rows: Vec<String> = self.channels.iter().map(channel).collect();
        rows.join(" ")
    }
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

async fn day(
    visit: Visit,
    on: OnBrand<Viewing>,
    Path(date): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let report = report(&state, &on, &date).await?;
    let contract = state.registry.contract();
    let summary = contract.day_summary(&report).await?;
    let summary = summary.ok_or(Failure::NotFound)?;
    let listing = contract.day_listing(summary.known).await?;
    let page = on.page(&visit, "provider-day-title", paths::DAYS)?;
    show(&day_page(page, &on, &listing, &summary.groups))
}

fn day_page(
    page: Page,
    on: &OnBrand<Viewing>,
    listing: &DayListing,
    groups: &[DayGroup],
) -> DayPage {
    let day = DayLine::new(on, listing);
    let (digest, agreed_at) = match listing.known.progress {
        DayProgress::Completed {
            digest, agreed_at, ..
        } => (hex::encode(digest), agreed_at),
        _ => (String::new(), None),
    };
    let brand = on.scope.brand();
    let of = |pattern| paths::of_brand(pattern, &[&day.date], brand);
    let taken = |form: &str| paths::of_brand(paths::DAY_TAKEN, &[&day.date, &form], brand);
    let may = |right| on.at.0.may(right, brand);
    let is_made = !digest.is_empty();
    DayPage {
        channels: counts(&page, groups),
        links: DayLinks {
            file: taken("file"),
            csv: taken("csv"),
            xlsx: taken("xlsx"),
            agreement: of(paths::DAY_AGREEMENT),
            comparison: of(paths::DAY_COMPARISON),
        },
        may_agree: is_made && day.state != DayState::Agreed && may(Right::Manage),
        may_compare: is_made && may(Right::Edit),
        answers: super::comparing::answers(&page),
        digest,
        agreed_at: agreed_at.map(Timestamp::to_wire).unwrap_or_default(),
        compared: listing.compared,
        compared_at: listing
            .compared
            .map(|compared| compared.compared_at.to_wire())
            .unwrap_or_default(),
        page,
        day,
    }
}

impl Sums {
    fn add(&mut self, group: &DayGroup) {
        match group.status {
            Status::Approval => self.approvals += group.movements,
            Status::Refusal => self.refusals += group.movements,
        }
    }
}

/// The groups of a channel, summed by a name that each has.
fn summed(groups: &[&DayGroup], name: impl Fn(&DayGroup) -> String) -> Vec<(String, Sums)> {
    let mut sums: Vec<(String, Sums)> = Vec::new();
    for group in groups {
        let name = name(group);
        let place = sums.iter().position(|(other, _)| *other == name);
        let place = place.unwrap_or_else(|| {
            sums.push((name, Sums::default()));
            sums.len() - 1
        });
        sums[place].1.add(group);
    }
    sums
}

fn counts(page: &Page, groups: &[DayGroup]) -> Vec<ChannelCounts> {
    let mut counts = Vec::new();
    for channel in Channel::ALL {
        let own: Vec<&DayGroup> = groups
            .iter()
            .filter(|group| group.channel == channel)
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut all = Sums::default();
        for group in &own {
            all.add(group);
        }
        counts.push(ChannelCounts {
            name: page.channel(channel),
            all,
            types: summed(&own, |group| page.recipient_type(group.recipient_type)),
            sources: summed(&own, |group| match group.source {
                Some(source) => format!(
                    "{} ({})",
                    page.source(Some(source)),
                    Source::as_wire(source)
                ),
                None => page.t("provider-day-no-source"),
            }),
            retailers: summed(&own, |group| match group.retailer {
                TakenBy::Retailer(code) => code.to_string(),
                TakenBy::Nobody => page.t("provider-day-no-retailer"),
                TakenBy::Others => page.t("provider-day-other-retailers"),
            }),
            bar: Bar::default(),
        });
    }
    let most = counts
        .iter()
        .map(|one| one.all.approvals + one.all.refusals);
    let most = most.max().unwrap_or_default().max(1);
    for (place, one) in counts.iter_mut().enumerate() {
        let width = |number: u64| {
            let width = u128::from(number) * u128::from(CHART_WIDTH) / u128::from(most);
            u64::try_from(width).unwrap_or(CHART_WIDTH)
        };
        one.bar = Bar {
            top: place * BAR_HEIGHT,
            approvals: width(one.all.approvals),
            refusals: width(one.all.refusals),
        };
    }
    counts
}

/// Agrees to a day's digest.
async fn agree(
    on: OnBrand<Managing>,
    Path(date): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let report = report(&state, &on, &date).await?;
    if !state.registry.contract().agree(&report).await? {
        return Err(Failure::NotFound);
    }
    let activity = on.scope.activity(Action::DayAgreed).object(report.day());
    state.registry.note(activity).await?;
    let day = paths::of_brand(paths::DAY, &[&date], on.scope.brand());
    Ok(Redirect::to(&day).into_response())
}
