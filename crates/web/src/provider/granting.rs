//! Who else may use a brand: its partners, by channel, and its intermediaries.

use std::array;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::Channel;
use registry::provider::granting::{BrandIntermediary, BrandPartner, GrantKept, Granted, Wanted};
use registry::provider::{Managing, Right, Viewing};

use super::brand::{OnBrand, done_of};
use super::refusal::allowed;
use super::trial::{Asked, Said};
use super::{paths, trial};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The longest number of a partner or an intermediary, in characters.
pub const NUMBER_MAX: usize = 10;

/// What may have been done, and what is said of it.
const DONE: [(&str, &str); 3] = [
    ("set", "grants-set"),
    ("same", "grants-same"),
    ("withdrawn", "grants-withdrawn"),
];

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::GRANTS, get(list))
        .route(paths::GRANT_PARTNERS, post(set_partner))
        .route(paths::GRANT_PARTNER_END, post(end_partner))
        .route(paths::GRANT_INTERMEDIARIES, post(add_intermediary))
        .route(paths::GRANT_INTERMEDIARY_END, post(end_intermediary))
}

fields! {
    /// What a partner is to have.
    pub enum Partnership {
        Partner = text("partner", NUMBER_MAX),
        Call = choice("call"),
        Text = choice("text"),
        Email = choice("email"),
    }
}

fields! {
    /// An intermediary that may ask.
    pub enum Mediation {
        Intermediary = text("intermediary", NUMBER_MAX),
    }
}

/// The page's forms.
#[derive(Default)]
pub struct Forms {
    pub partnership: Form<Partnership>,
    pub mediation: Form<Mediation>,
    pub trial: Form<Asked>,
}

#[derive(Template)]
#[template(path = "provider/grants.html")]
struct GrantsPage {
    page: Page,
    partners: Vec<PartnerLine>,
    intermediaries: Vec<IntermediaryLine>,
    manages: bool,
    set_partner: String,
    add_intermediary: String,
    try_it: String,
    forms: Forms,
    said: Option<Said>,
    done: Option<&'static str>,
}

/// A partner in words.
struct PartnerLine {
    number: u32,
    title: String,
    since: String,
    licensed: bool,
    fields: [AccessField; Channel::ALL.len()],
    end: String,
}

/// What a partner may do on a channel.
struct AccessField {
    name: &'static str,
    channel: String,
    said: String,
    choices: Vec<(Choice, bool)>,
}

/// An intermediary in words.
struct IntermediaryLine {
    number: u32,
    title: String,
    since: String,
    end: String,
}

/// Each channel's field.
const FIELDS: [(Channel, Partnership, &str); Channel::ALL.len()] = [
    (Channel::Call, Partnership::Call, "call"),
    (Channel::Text, Partnership::Text, "text"),
    (Channel::Email, Partnership::Email, "email"),
];

/// What can be granted on a channel, by its word and its text.
const ACCESSES: [(&str, Option<Granted>, &str); 3] = [
    ("", None, "grants-none"),
    ("read", Some(Granted::Read), "grants-read"),
    ("write", Some(Granted::Write), "grants-write"),
];

impl GrantsPage {
    /// A channel's choices for somebody new.
    fn accesses(&self) -> Vec<Choice> {
        let each = ACCESSES.iter();
        each.map(|(word, _, text)| Choice::new(word, self.page.t(text)))
            .collect()
    }

    fn channels(&self) -> Vec<Choice> {
        trial::channels(&self.page)
    }

    fn types(&self) -> Vec<Choice> {
        trial::types(&self.page)
    }

    fn operations(&self) -> Vec<Choice> {
        trial::operations(&self.page)
    }
}

fn partner_line<P>(page: &Page, on: &OnBrand<P>, known: &BrandPartner) -> PartnerLine {
    let fields = FIELDS.map(|(channel, _, name)| {
        let own = known.grants.on(channel);
        let choices = ACCESSES.iter().map(|(word, access, text)| {
            let choice = Choice::new(word, page.t(text));
            (choice, *access == own)
        });
        let mut held = ACCESSES.iter().filter(|(_, access, _)| *access == own);
        AccessField {
            name,
            channel: page.channel(channel),
            said: held
                .next()
                .map(|(_, _, text)| page.t(text))
                .unwrap_or_default(),
            choices: choices.collect(),
        }
    });
    let number = known.partner.code.0;
    PartnerLine {
        number,
        title: known.partner.title.clone(),
        since: page.t1("grants-since", "day", page.day(known.since)),
        licensed: known.partner.licensed,
        fields,
        end: on.here(&paths::filled(paths::GRANT_PARTNER_END, &[&number])),
    }
}

fn intermediary_line<P>(
    page: &Page,
    on: &OnBrand<P>,
    known: &BrandIntermediary,
) -> IntermediaryLine {
    let number = known.intermediary.code.0;
    IntermediaryLine {
        number,
        title: known.intermediary.title.clone(),
        since: page.t1("grants-since", "day", page.day(known.since)),
        end: on.here(&paths::filled(paths::GRANT_INTERMEDIARY_END, &[&number])),
    }
}

/// The page with its forms, and what somebody would be answered.
pub async fn page_of<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    state: &WebState,
    forms: Forms,
    said: Option<Said>,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let known = state.registry.provider().brand_grants(&on.scope).await?;
    let statuses = [
        forms.partnership.status(),
        forms.mediation.status(),
        forms.trial.status(),
    ];
    let status = statuses.into_iter().find(|status| !status.is_success());
    let page = Page {
        refused: status.is_some(),
        ..on.page(visit, "grants-page", paths::GRANTS)?
    };
    let partners = known.partners.iter();
    let intermediaries = known.intermediaries.iter();
    let shown = GrantsPage {
        partners: partners.map(|one| partner_line(&page, on, one)).collect(),
        intermediaries: intermediaries
            .map(|one| intermediary_line(&page, on, one))
            .collect(),
        manages: on.at.0.may(Right::Manage, on.scope.brand()),
        set_partner: on.here(paths::GRANT_PARTNERS),
        add_intermediary: on.here(paths::GRANT_INTERMEDIARIES),
        try_it: on.here(paths::GRANT_TRIAL),
        page,
        forms,
        said,
        done,
    };
    show_with(status.unwrap_or_default(), &shown)
}

async fn list(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let done = done_of(&query, &DONE);
    page_of(&visit, &on, &state, Forms::default(), None, done).await
}

async fn set_partner(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    form: Form<Partnership>,
) -> Result<Response, Failure> {
    let mut wanted: Wanted = Channel::ALL.map(|channel| (channel, None));
    for (channel, access) in &mut wanted {
        let mut fields = FIELDS.iter().filter(|(own, _, _)| own == channel);
        let (_, field, _) = fields.next().ok_or(Failure::BadForm)?;
        let word = form.there(*field)?;
        let known = ACCESSES.iter().find(|(own, _, _)| *own == word);
        *access = known.ok_or(Failure::BadForm)?.1;
    }
    let number = read_number(form.value(Partnership::Partner));
    let why = match number {
        None => "grants-no-number",
        Some(number) if is_own(&on, number) => "grants-own-number",
        Some(_) if wanted.iter().all(|(_, access)| access.is_none()) => "grants-nothing",
        Some(number) => {
            let console = state.registry.provider();
            let kept = console.set_partner_grants(&on.scope, number, wanted).await;
            match allowed(kept)? {
                GrantKept::Done => return Ok(on.done(paths::GRANTS, "set")),
                GrantKept::Unchanged => return Ok(on.done(paths::GRANTS, "same")),
                GrantKept::Unknown => "grants-no-partner",
                GrantKept::Unlicensed => "grants-unlicensed",
                GrantKept::Full => "grants-full",
            }
        }
    };
    let forms = Forms {
        partnership: form.refused(Partnership::Partner, Text::of(why)),
        ..Forms::default()
    };
    page_of(&visit, &on, &state, forms, None, None).await
}

async fn end_partner(
    on: OnBrand<Managing>,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let number = read_number(&number).ok_or(Failure::NotFound)?;
    let wanted = array::from_fn(|place| (Channel::ALL[place], None));
    let console = state.registry.provider();
    let kept = console.set_partner_grants(&on.scope, number, wanted).await;
    ended(&on, allowed(kept)?)
}

async fn add_intermediary(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    form: Form<Mediation>,
) -> Result<Response, Failure> {
    let why = match read_number(form.value(Mediation::Intermediary)) {
        None => "grants-no-number",
        Some(number) if is_own(&on, number) => "grants-own-number",
        Some(number) => {
            let console = state.registry.provider();
            let kept = console.set_intermediary_grant(&on.scope, number, true);
            match allowed(kept.await)? {
                GrantKept::Done => return Ok(on.done(paths::GRANTS, "set")),
                GrantKept::Unchanged => return Ok(on.done(paths::GRANTS, "same")),
                GrantKept::Unknown | GrantKept::Unlicensed => "grants-no-intermediary",
                GrantKept::Full => "grants-full",
            }
        }
    };
    let forms = Forms {
        mediation: form.refused(Mediation::Intermediary, Text::of(why)),
        ..Forms::default()
    };
    page_of(&visit, &on, &state, forms, None, None).await
}

async fn end_intermediary(
    on: OnBrand<Managing>,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let number = read_number(&number).ok_or(Failure::NotFound)?;
    let console = state.registry.provider();
    let kept = console.set_intermediary_grant(&on.scope, number, false);
    ended(&on, allowed(kept.await)?)
}

/// The answer where it was withdrawn; from somebody who had nothing, there is nothing to withdraw.
fn ended<P>(on: &OnBrand<P>, kept: GrantKept) -> Result<Response, Failure> {
    match kept {
        GrantKept::Done => Ok(on.done(paths::GRANTS, "withdrawn")),
        _ => Err(Failure::NotFound),
    }
}

/// A number as people type it.
pub fn read_number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// Whether a number is the provider's own, which is its master brand's as well.
fn is_own<P>(on: &OnBrand<P>, number: u32) -> bool {
    [on.scope.provider().0, on.scope.brand().0].contains(&number)
}
