//! What a brand goes by: its short names, and by what it is seen to write and call.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::Day;
use intake::keyword::{NoShortName, ShortName};
use registry::provider::names::{
    BrandNames, REFUSAL_ADDRESS_MAX, RefusalAddress, Sender, SenderAsked, SenderKind, SenderNumber,
};
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
const DONE: [(&str, &str); 3] = [
    ("asked", "names-asked"),
    ("withdrawn", "names-withdrawn"),
    ("refusal", "names-refusal-set"),
];

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::NAMES, get(list))
        .route(paths::SENDERS, post(ask))
        .route(paths::SENDER_END, post(withdraw))
        .route(paths::REFUSAL_ADDRESS, post(set_refusal_address))
}

fields! {
    /// A sender that is asked for.
    enum Wanted {
        Kind = choice("kind"),
        Sender = text("sender", SENDER_MAX),
    }
}

fields! {
    /// Where the brand takes refusals; empty: it does not say.
    enum Refusal {
        Address = text("address", REFUSAL_ADDRESS_MAX),
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
    refusal: Form<Refusal>,
    refusal_action: String,
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
    both_forms(visit, on, state, (form, None), done).await
}

/// The page with both of its forms; `None`: the second one shows what is.
async fn both_forms<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    state: &WebState,
    (form, refusal): (Form<Wanted>, Option<Form<Refusal>>),
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let names = state.registry.provider().brand_names(&on.scope).await?;
    let refusal = refusal.unwrap_or_else(|| {
        let said = names.refusal_address.clone();
        Form::default().with(Refusal::Address, said.unwrap_or_default())
    });
    let page = on.page(visit, "names-page", paths::NAMES)?;
    let page = page.of(&form).of(&refusal);
    let now = state.registry.now();
    let senders = names.senders.iter().rev();
    let lines = senders.map(|one| line(&page, on, one, now)).collect();
    let shown = NamesPage {
        manages: on.at.0.may(Right::Manage, on.scope.brand()),
        action: on.here(paths::SENDERS),
        refusal_action: on.here(paths::REFUSAL_ADDRESS),
        page,
        names,
        lines,
        form,
        refusal,
        done,
    };
    let status = shown.form.status().max(shown.refusal.status());
    show_with(status, &shown)
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
    let text = form.value(Wanted::Sender);
    if kind == SenderKind::ShortName && ShortName::new(text) == Err(NoShortName::Reserved) {
        let form = form.refused(Wanted::Sender, Text::of("names-short-command"));
        return page_of(&visit, &on, &state, form, None).await;
    }
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

async fn set_refusal_address(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    mut form: Form<Refusal>,
) -> Result<Response, Failure> {
    let text = form.there(Refusal::Address)?.trim().to_owned();
    let address = RefusalAddress::new(&text);
    if address.is_none() && !text.is_empty() {
        form.refuse(Refusal::Address, Text::of("names-refusal-shape"));
        let forms = (Form::default(), Some(form));
        return both_forms(&visit, &on, &state, forms, None).await;
    }
    let console = state.registry.provider();
    console.set_refusal_address(&on.scope, address).await?;
    Ok(on.done(paths::NAMES, "refusal"))
}

async fn withdraw(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(number): Path<String>,
    State(state): State<WebState>,
    form: Form<End>,
) -> Result<Response, Failure> {
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    let text = form.there(End::From)?.trim();
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
