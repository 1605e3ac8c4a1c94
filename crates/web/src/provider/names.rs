//! What a brand goes by: its short names, and by what it is seen to write and call.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::Day;
use registry::provider::names::{BrandNames, Sender, SenderAsked, SenderKind, SenderNumber};
use registry::provider::{Managing, Right, Viewing};

use super::brand::{OnBrand, done_of};
use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, DAY_CHARS, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The longest sender that is typed, in characters: a domain's.
const SENDER_MAX: usize = 253;

/// What may have been done, and what is said of it.
const DONE: [(&str, &str); 2] = [("asked", "names-asked"), ("withdrawn", "names-withdrawn")];

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::NAMES, get(list))
        .route(paths::SENDERS, post(ask))
        .route(paths::SENDER_END, post(withdraw))
}

fields! {
    /// A sender that is asked for.
    enum Wanted {
        Kind = choice("kind"),
        Sender = text("sender", SENDER_MAX),
    }
}

fields! {
    /// From when on a sender is the brand's no more.
    enum End {
        From = text("from", DAY_CHARS),
    }
}

#[derive(Template)]
#[template(path = "provider/names.html")]
struct NamesPage {
    page: Page,
    names: BrandNames,
    lines: Vec<Line>,
    manages: bool,
    action: String,
    form: Form<Wanted>,
    done: Option<&'static str>,
}

/// A sender in words.
struct Line {
    shown: String,
    kind: String,
    state: String,
    /// Where it is withdrawn; empty: it has ended.
    end: String,
    number: u64,
}

impl NamesPage {
    fn kinds(&self) -> Vec<Choice> {
        let each = SenderKind::ALL.map(|kind| {
            let choice = Choice::new(kind.as_word(), self.page.t(kind_text(kind)));
            choice.with_note(self.page.t(shape_text(kind)))
        });
        each.into()
    }
}

fn kind_text(kind: SenderKind) -> &'static str {
    match kind {
        SenderKind::Title => "names-title",
        SenderKind::Number => "names-number",
        SenderKind::Domain => "names-domain",
        SenderKind::ShortName => "names-short-one",
    }
}

fn shape_text(kind: SenderKind) -> &'static str {
    match kind {
        SenderKind::Title => "names-title-shape",
        SenderKind::Number => "names-number-shape",
        SenderKind::Domain => "names-domain-shape",
        SenderKind::ShortName => "names-short-shape",
    }
}

fn line<P>(page: &Page, on: &OnBrand<P>, sender: &Sender, now: domain::Timestamp) -> Line {
    let is_over = sender.ended_at.is_some_and(|end| end <= now);
    let state = match (sender.confirmed_at, sender.ended_at) {
        (None, None) => page.t("names-waits"),
        (None, Some(end)) => page.t1("names-turned-down", "at", page.instant(end)),
        (Some(from), None) => page.t1("names-since", "at", page.instant(from)),
        (Some(from), Some(end)) => {
            let (from, end) = (page.instant(from), page.instant(end));
            page.t2("names-between", "from", from, "until", end)
        }
    };
    let end = on.here(&paths::filled(paths::SENDER_END, &[&sender.number.0]));
    Line {
        shown: sender.shown.clone(),
        kind: page.t(kind_text(sender.kind)),
        state,
        end: if is_over { String::new() } else { end },
        number: sender.number.0,
    }
}

async fn page_of<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    state: &WebState,
    form: Form<Wanted>,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let names = state.registry.provider().brand_names(&on.scope).await?;
    let page = on.page(visit, "names-page", paths::NAMES)?.of(&form);
    let now = state.registry.now();
    let senders = names.senders.iter().rev();
    let lines = senders.map(|one| line(&page, on, one, now)).collect();
    let shown = NamesPage {
        manages: on.at.0.may(Right::Manage, on.scope.brand()),
        action: on.here(paths::SENDERS),
        page,
        names,
        lines,
        form,
        done,
    };
    show_with(shown.form.status(), &shown)
}

async fn list(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let done = done_of(&query, &DONE);
    page_of(&visit, &on, &state, Form::default(), done).await
}

async fn ask(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    mut form: Form<Wanted>,
) -> Result<Response, Failure> {
    let kind = SenderKind::from_word(form.value(Wanted::Kind));
    let Some(kind) = form.need(Wanted::Kind, kind, Text::of("names-choose")) else {
        return page_of(&visit, &on, &state, form, None).await;
    };
    let console = state.registry.provider();
    let asked = console.ask_sender(&on.scope, kind, form.value(Wanted::Sender));
    let why = match asked.await? {
        SenderAsked::Waits => return Ok(on.done(paths::NAMES, "asked")),
        SenderAsked::NoSender => Text::of(shape_text(kind)),
        SenderAsked::Taken => Text::of("names-taken"),
        SenderAsked::TooMany => Text::of("names-too-many"),
    };
    let form = form.refused(Wanted::Sender, why);
    page_of(&visit, &on, &state, form, None).await
}

async fn withdraw(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(number): Path<String>,
    State(state): State<WebState>,
    form: Form<End>,
) -> Result<Response, Failure> {
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    let text = form.value(End::From).trim();
    let from = Day::from_wire(text).ok();
    if from.is_none() && !text.is_empty() {
        let form = Form::default().refused_whole(Text::of("names-no-day"));
        return page_of(&visit, &on, &state, form, None).await;
    }
    let console = state.registry.provider();
    let number = SenderNumber(number);
    if !console.withdraw_sender(&on.scope, number, from).await? {
        let known = console.brand_names(&on.scope).await?.senders;
        if !known.iter().any(|known| known.number == number) {
            return Err(Failure::NotFound);
        }
        let form = Form::default().refused_whole(Text::of("names-ends-before"));
        return page_of(&visit, &on, &state, form, None).await;
    }
    Ok(on.done(paths::NAMES, "withdrawn"))
}
