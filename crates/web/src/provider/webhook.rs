//! One webhook: how it stands, what was tried, and what is done about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::Day;
use registry::contract::push::{
    ATTEMPTS_LISTED, Attempt, ConnectionId, ReplayBegun, Resumed, Terms, Trial, UrlProblem,
};
use registry::provider::webhooks::Webhook;
use registry::provider::{Managing, MemberScope, Right, Viewing};
use registry::{Error, Result as Use};

use super::brand::{OnBrand, done_of};
use super::refusal;
use super::webhooks::{Target, Told, form, key_page, place, refused_by, told, wanted};
use super::{paths, refusal::allowed};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, DAY_CHARS, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The query that says which attempts are wanted: those before this number.
const BEFORE: &str = "before";
/// How many digits of a movement's name are shown.
const DIGITS_SHOWN: usize = 12;

/// What may have been done, and what is said of it.
const DONE: [(&str, &str); 4] = [
    ("added", "webhooks-added"),
    ("changed", "webhooks-changed"),
    ("resumed", "webhooks-resumed"),
    ("replayed", "webhooks-replayed"),
];

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::WEBHOOK, get(show_one))
        .route(paths::WEBHOOK_CHANGE, get(ask_change).post(change))
        .route(paths::WEBHOOK_REMOVE, post(remove))
        .route(paths::WEBHOOK_TRIAL, post(try_out))
        .route(paths::WEBHOOK_RESUME, post(resume))
        .route(paths::WEBHOOK_REPLAY, post(replay))
        .route(paths::WEBHOOK_KEY, post(draw_key))
}

fields! {
    /// What is to be sent once more: an attempt, or the days.
    enum Again {
        Attempt = hidden("attempt"),
        From = text("from", DAY_CHARS),
        Until = text("until", DAY_CHARS),
    }
}

#[derive(Template)]
#[template(path = "provider/webhooks/one.html")]
struct OnePage<'a, P> {
    page: Page,
    on: &'a OnBrand<P>,
    webhook: Webhook,
    told: Told,
    manages: bool,
    form: Form<Again>,
    done: Option<&'static str>,
    trial: Option<Trial>,
    attempts: Vec<Line>,
    older: Option<String>,
}

/// An attempt in words.
struct Line {
    number: u64,
    at: String,
    is_taken: bool,
    is_replay: bool,
    ending: String,
    movements: u32,
    /// The first and the last movement.
    span: String,
    answer: String,
}

impl Line {
    fn of(page: &Page, attempt: &Attempt) -> Self {
        let (first, last) = attempt.span;
        let mut names: Vec<_> = [first, last].into_iter().flatten().collect();
        names.dedup();
        let names = names.iter().map(|name| {
            let name = name.to_wire();
            format!("{}…", &name[..DIGITS_SHOWN])
        });
        Self {
            number: attempt.number,
            at: page.instant(attempt.at),
            is_taken: attempt.ending.is_taken(attempt.status),
            is_replay: attempt.is_replay,
            ending: told::ending(page, attempt.ending, attempt.status),
            movements: attempt.movements,
            span: names.collect::<Vec<_>>().join(" – "),
            answer: attempt.answer.clone(),
        }
    }
}

impl<P> OnePage<'_, P> {
    fn to(&self, pattern: &str) -> String {
        place(pattern, &self.webhook, self.on)
    }

    /// Whether what is done with a connection in use may be done with this one.
    fn may_act(&self) -> bool {
        self.manages && self.webhook.is_own()
    }

    fn may_change(&self) -> bool {
        self.may_act() && self.webhook.listing.terms != Terms::Contract
    }

    fn tried(&self, trial: &Trial) -> String {
        let (ending, status) = trial.outcome.ending();
        told::ending(&self.page, ending, status)
    }
}

/// What a page of a webhook shows beside it.
#[derive(Default)]
struct Beside {
    form: Form<Again>,
    done: Option<&'static str>,
    trial: Option<Trial>,
    before: Option<u64>,
}

async fn page_of<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    state: &WebState,
    id: ConnectionId,
    beside: Beside,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let found = console.webhook_with_attempts(&on.scope, id, beside.before);
    let (webhook, attempts) = found.await?.ok_or(Failure::NotFound)?;
    let page = on.page(visit, "webhooks-one-title", paths::WEBHOOKS)?;
    let page = page.of(&beside.form);
    let manages = on.at.0.may(Right::Manage, on.scope.brand());
    let older = attempts.last().filter(|_| is_full(&attempts));
    let older = older.map(|last| {
        let here = place(paths::WEBHOOK, &webhook, on);
        format!("{here}&{BEFORE}={}", last.number)
    });
    let shown = OnePage {
        told: Told::of(&page, on, &webhook, manages),
        attempts: attempts.iter().map(|one| Line::of(&page, one)).collect(),
        page,
        on,
        webhook,
        manages,
        form: beside.form,
        done: beside.done,
        trial: beside.trial,
        older,
    };
    show_with(shown.form.status(), &shown)
}

/// Whether there may be older ones.
fn is_full(attempts: &[Attempt]) -> bool {
    attempts.len() >= ATTEMPTS_LISTED as usize
}

async fn known<P>(
    state: &WebState,
    scope: &MemberScope<P>,
    id: ConnectionId,
) -> Result<Webhook, Failure> {
    let known = state.registry.provider().webhook(scope, id).await?;
    known.ok_or(Failure::NotFound)
}

async fn show_one(
    visit: Visit,
    on: OnBrand<Viewing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let value = |wanted: &str| {
        let mut pairs = query.iter();
        let found = pairs.find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let before = value(BEFORE).map(str::parse);
    let beside = Beside {
        done: done_of(&query, &DONE),
        before: before.transpose().map_err(|_| Failure::NotFound)?,
        ..Beside::default()
    };
    page_of(&visit, &on, &state, named(&name)?, beside).await
}

#[derive(Template)]
#[template(path = "provider/webhooks/change.html")]
struct ChangePage {
    page: Page,
    action: String,
    form: Form<Target>,
    logs_in: bool,
}

impl ChangePage {
    fn movements(&self) -> Vec<Choice> {
        form::movements(&self.page)
    }
}

fn change_page(
    visit: &Visit,
    on: &OnBrand<Managing>,
    webhook: &Webhook,
    form: Form<Target>,
) -> Result<Response, Failure> {
    let page = on.page(visit, "webhooks-change-title", paths::WEBHOOKS)?;
    let shown = ChangePage {
        page: page.of(&form),
        action: place(paths::WEBHOOK_CHANGE, webhook, on),
        form,
        logs_in: webhook.listing.username.is_some(),
    };
    show_with(shown.form.status(), &shown)
}

/// The webhook that is to be changed. What was made through the contract is changed by it alone.
async fn changeable(
    state: &WebState,
    on: &OnBrand<Managing>,
    name: &str,
) -> Result<Webhook, Failure> {
    let webhook = known(state, &on.scope, named(name)?).await?;
    let is_of_console = webhook.listing.terms != Terms::Contract;
    is_of_console.then_some(webhook).ok_or(Failure::NotFound)
}

async fn ask_change(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let webhook = changeable(&state, &on, &name).await?;
    let movements = match webhook.listing.terms {
        Terms::ConsoleWithOwn => form::ALL,
        Terms::Contract | Terms::Console => form::RECIPIENTS,
    };
    let username = webhook.listing.username.as_deref().unwrap_or_default();
    let form = Form::default()
        .with(Target::Url, &webhook.listing.url)
        .with(Target::Movements, movements)
        .with(Target::Username, username);
    change_page(&visit, &on, &webhook, form)
}

async fn change(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
    mut form: Form<Target>,
) -> Result<Response, Failure> {
    let webhook = changeable(&state, &on, &name).await?;
    let listing = &webhook.listing;
    let logs_in = listing.username.is_some();
    let Some(draft) = wanted(&mut form, listing.channel, logs_in) else {
        return change_page(&visit, &on, &webhook, form);
    };
    let console = state.registry.provider();
    let changed = console.change_webhook(&on.scope, listing.id, draft, state.push.as_ref());
    match changed.await {
        Ok(()) => Ok(back(&on, listing.id, "changed")),
        Err(error) => {
            let form = refused_by(&visit, form, error)?;
            change_page(&visit, &on, &webhook, form)
        }
    }
}

async fn remove(
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    if !console.remove_webhook(&on.scope, named(&name)?).await? {
        return Err(Failure::NotFound);
    }
    Ok(on.done(paths::WEBHOOKS, "removed"))
}

async fn try_out(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let console = state.registry.provider();
    let trial = console.try_webhook(&on.scope, id, state.push.as_ref());
    let trial = allowed(trial.await)?.ok_or(Failure::NotFound)?;
    let beside = Beside {
        trial: Some(trial),
        ..Beside::default()
    };
    page_of(&visit, &on, &state, id, beside).await
}

async fn resume(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let console = state.registry.provider();
    let resumed = console.resume_webhook(&on.scope, id, state.push.as_ref());
    let why = match resumed.await {
        Ok(Resumed::Done) => return Ok(back(&on, id, "resumed")),
        Ok(Resumed::Unknown) => return Err(Failure::NotFound),
        Ok(Resumed::Url(UrlProblem::NotHttps)) => vec![Text::of("webhooks-not-https")],
        Ok(Resumed::Url(UrlProblem::NotAllowed)) => vec![Text::of("webhooks-no-url")],
        Ok(Resumed::Unproven(proof)) => vec![form::unproven(proof)],
        Ok(Resumed::Changed) => vec![Text::of("webhooks-changed-meanwhile")],
        Ok(Resumed::TooMany) => vec![Text::of("webhooks-too-many")],
        Err(Error::Refused(found)) => {
            let texts = found.iter().map(|one| refusal::text(&visit, one));
            texts.collect()
        }
        Err(error) => return Err(error.into()),
    };
    let form = why.into_iter().fold(Form::default(), Form::refused_whole);
    let beside = Beside {
        form,
        ..Beside::default()
    };
    page_of(&visit, &on, &state, id, beside).await
}

async fn replay(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
    mut form: Form<Again>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let console = state.registry.provider();
    let begun = if let Some(number) = form.given::<u64>(Again::Attempt)? {
        console.replay_webhook_attempt(&on.scope, id, number).await
    } else if let Some(days) = days(&mut form) {
        console.replay_webhook_days(&on.scope, id, days).await
    } else {
        let beside = Beside {
            form,
            ..Beside::default()
        };
        return page_of(&visit, &on, &state, id, beside).await;
    };
    let why = match answer(begun)? {
        ReplayBegun::Begun => return Ok(back(&on, id, "replayed")),
        ReplayBegun::UnderWay => "webhooks-under-way",
        ReplayBegun::NoSuchSpan => "webhooks-no-span",
    };
    let form = form.refused_whole(Text::of(why));
    let beside = Beside {
        form,
        ..Beside::default()
    };
    page_of(&visit, &on, &state, id, beside).await
}

fn answer(begun: Use<Option<ReplayBegun>>) -> Result<ReplayBegun, Failure> {
    allowed(begun)?.ok_or(Failure::NotFound)
}

/// The first and the last day of a form. `None`: one is missing, which it says now.
fn days(form: &mut Form<Again>) -> Option<(Day, Day)> {
    let mut read = |field| {
        let day = Day::from_wire(form.value(field)).ok();
        form.need(field, day, Text::of("webhooks-no-day"))
    };
    let (from, until) = (read(Again::From), read(Again::Until));
    from.zip(until)
}

async fn draw_key(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let webhook = known(&state, &on.scope, id).await?;
    let console = state.registry.provider();
    let secret = allowed(console.draw_webhook_key(&on.scope, id).await)?;
    let secret = secret.ok_or(Failure::NotFound)?;
    let to = place(paths::WEBHOOK, &webhook, &on);
    key_page(&visit, &on, &secret, to, webhook.is_new())
}

/// Back to the webhook, with what was done.
fn back<P>(on: &OnBrand<P>, id: ConnectionId, done: &str) -> Response {
    on.done(&paths::filled(paths::WEBHOOK, &[&id]), done)
}

/// The webhook that a path names.
fn named(name: &str) -> Result<ConnectionId, Failure> {
    name.parse().map_err(|_| Failure::NotFound)
}
