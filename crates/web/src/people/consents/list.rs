//! The list itself.

use std::iter;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Channel;
use registry::people::recipient::{Person, Screen, ScreenOrder};

use super::done::Done;
use super::row::{self, Row};
use super::view::{Filter, View, order_name};
use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form};
use crate::kit::page::{Page, show_with};
use crate::kit::visit::HTMX_REQUEST;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

/// A brand with its records.
pub struct Brand {
    /// Its number.
    pub code: u32,
    /// Its name.
    pub name: String,
    /// Its provider's title; empty where it is the name.
    pub provider: String,
    /// Its records.
    pub rows: Vec<Row>,
    /// Whether there is more than one approval to refuse.
    pub several_approved: bool,
}

/// How many approvals a channel has, with its words.
pub struct ChannelApprovals {
    /// The channel.
    pub channel: Channel,
    /// The class of its sign.
    pub icon: &'static str,
    /// How many.
    pub count: usize,
    /// Of what.
    pub text: String,
}

#[derive(Template)]
#[template(path = "people/consents/list.html", blocks = ["screen"])]
struct ListPage {
    page: Page,
    done: Option<Done>,
    problem: Option<String>,
    view: View,
    screen: Screen,
    brands: Vec<Brand>,
    filter: Form<Filter>,
    addresses: Vec<Choice>,
    orders: [Choice; 3],
    by_channel: Vec<ChannelApprovals>,
}

/// What stands above the list after something was tried.
pub enum Outcome {
    /// Nothing was.
    None,
    /// It was done.
    Done(Done),
    /// It was not; the text says why.
    Not(String),
}

pub async fn list(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let view = View::of(&pairs);
    show(&visit, &person, &state, &headers, view, Outcome::None).await
}

/// Where a form's answer was bookmarked or reloaded by its address.
pub async fn back() -> Redirect {
    Redirect::to(paths::CONSENTS)
}

/// The list in a view, with what was done above it. To htmx only the part that it puts in place.
pub async fn show(
    visit: &Visit,
    person: &Person,
    state: &WebState,
    headers: &HeaderMap,
    view: View,
    outcome: Outcome,
) -> Result<Response, Failure> {
    let screen = state
        .registry
        .people()
        .screen(&person.subject, &view.0)
        .await?;
    let status = match outcome {
        Outcome::Not(_) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    };
    let page = ListPage::new(visit, person, view, screen, outcome);
    if headers.contains_key(HTMX_REQUEST) {
        let html = page.as_screen().render().map_err(Failure::template)?;
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        return Ok((status, kind, html).into_response());
    }
    show_with(status, &page)
}

impl ListPage {
    fn new(visit: &Visit, person: &Person, view: View, screen: Screen, outcome: Outcome) -> Self {
        let mut page = visit.page("consents-title").under(paths::CONSENTS);
        page.here = view.path_at(screen.page);
        let (done, problem) = match outcome {
            Outcome::None => (None, None),
            Outcome::Done(done) => (Some(done), None),
            Outcome::Not(problem) => (None, Some(problem)),
        };
        let several = person.subject.addresses.len() > 1;
        Self {
            brands: brands(&page, &screen, several),
            filter: view.form(),
            addresses: if several {
                addresses(&page, person)
            } else {
                Vec::new()
            },
            orders: orders(&page),
            by_channel: by_channel(&page, &screen),
            page,
            done,
            problem,
            view,
            screen,
        }
    }
}

fn brands(page: &Page, screen: &Screen, several: bool) -> Vec<Brand> {
    let brand = |brand: &registry::people::recipient::BrandConsents| {
        let rows: Vec<_> = brand
            .records
            .iter()
            .map(|row| Row::new(page.words, &brand.name, row, several))
            .collect();
        Brand {
            code: brand.brand.0,
            name: brand.name.clone(),
            provider: Some(&brand.provider)
                .filter(|provider| **provider != brand.name)
                .cloned()
                .unwrap_or_default(),
            several_approved: rows.iter().filter(|row| row.approved).count() > 1,
            rows,
        }
    };
    screen.brands.iter().map(brand).collect()
}

fn addresses(page: &Page, person: &Person) -> Vec<Choice> {
    let own = person.subject.addresses.iter();
    let each = own.map(|own| Choice::new(own.id.0, address::shown(&own.address)));
    let any = Choice::new("", page.t("filter-all"));
    iter::once(any).chain(each).collect()
}

fn orders(page: &Page) -> [Choice; 3] {
    [
        (ScreenOrder::Brand, "order-brand"),
        (ScreenOrder::Newest, "order-newest"),
        (ScreenOrder::Oldest, "order-oldest"),
    ]
    .map(|(order, id)| Choice::new(order_name(order), page.t(id)))
}

fn by_channel(page: &Page, screen: &Screen) -> Vec<ChannelApprovals> {
    Channel::ALL
        .into_iter()
        .zip(screen.approvals_by_channel)
        .filter(|(_, count)| *count > 0)
        .map(|(channel, count)| ChannelApprovals {
            channel,
            icon: row::icon(channel),
            count,
            text: page.t(match channel {
                Channel::Call => "all-calls",
                Channel::Text => "all-texts",
                Channel::Email => "all-emails",
            }),
        })
        .collect()
}
