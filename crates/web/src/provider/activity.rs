//! What was done for the provider, and by whom: to look through, and to take away for a spreadsheet.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::{BrandCode, Day};
use registry::provider::{
    Action, Activity, ActivityQuery, Actor, MemberNumber, MemberSession, Right,
};
use tables::csv::Separator;
use tables::export::{Rows as _, SpreadsheetCsv};

use super::paths;
use super::session::AtConsole;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, DAY_CHARS, Field as _, Form, fields};
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

/// How many entries a page has.
const PAGE: u32 = 50;
/// How many entries are asked for at once for a file.
const FILE_PAGE: u32 = 1_000;
/// The most entries of a file; the oldest are left out.
const FILE_MAX: usize = 20_000;
/// The digits of a movement's name, and how many of them the page shows.
const TRANSACTION_DIGITS: usize = 64;
const DIGITS_SHOWN: usize = 12;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::ACTIVITY, get(list))
        .route(paths::ACTIVITY_CSV, get(file))
}

fields! {
    /// Which entries are wanted.
    enum Filter {
        Who = choice("who"),
        Action = choice("action"),
        Brand = choice("of"),
        From = text("from", DAY_CHARS),
        Until = text("until", DAY_CHARS),
        /// Those noted before the one of this number.
        Before = hidden("before"),
    }
}

/// What an entry's numbers stand for.
struct Names {
    members: BTreeMap<MemberNumber, String>,
    brands: BTreeMap<BrandCode, String>,
}

#[derive(Template)]
#[template(path = "provider/activity.html")]
struct ActivityPage {
    page: Page,
    form: Form<Filter>,
    who: Vec<Choice>,
    actions: Vec<Choice>,
    brands: Vec<Choice>,
    entries: Vec<Entry>,
    older: Option<String>,
    file: String,
}

/// An entry in words.
struct Entry {
    at: String,
    who: String,
    action: String,
    brand: String,
    object: String,
}

impl Entry {
    /// The same with no more of a movement's name than people tell apart; the file has all of it.
    fn shortened(mut self) -> Self {
        let name = self.object.split(' ').next().unwrap_or_default();
        let digits = name.bytes().all(|sign| sign.is_ascii_hexdigit());
        if digits && name.len() == TRANSACTION_DIGITS {
            self.object
                .replace_range(DIGITS_SHOWN..TRANSACTION_DIGITS, "…");
        }
        self
    }
}

/// What was done, in words.
fn action_text(action: Action) -> &'static str {
    match action {
        Action::SignedIn => "provider-act-signed-in",
        Action::RecoveryCodeUsed => "provider-act-recovery-code",
        Action::MemberInvited => "provider-act-invited",
        Action::MemberInvitedAgain => "provider-act-invited-again",
        Action::InvitationAccepted => "provider-act-accepted",
        Action::RolesChanged => "provider-act-roles",
        Action::MemberKeptOut => "provider-act-kept-out",
        Action::MemberLetIn => "provider-act-let-in",
        Action::RecordsLookedUp => "provider-act-looked-up",
        Action::ProofTaken => "provider-act-proof",
        Action::ConsentRecorded => "provider-act-recorded",
        Action::UploadConfirmed => "provider-act-upload-confirmed",
        Action::UserAdded => "provider-act-user-added",
        Action::UserPasswordSet => "provider-act-user-password",
        Action::UserPasswordRotated => "provider-act-user-rotated",
        Action::UserOldPasswordEnded => "provider-act-user-old-ended",
        Action::UserNetworksSet => "provider-act-user-networks",
        Action::UserKeptOut => "provider-act-user-kept-out",
        Action::UserLetIn => "provider-act-user-let-in",
        Action::DayTaken => "provider-act-day-taken",
        Action::DayAgreed => "provider-act-day-agreed",
        Action::DayCompared => "provider-act-day-compared",
        Action::RecipientsChecked => "provider-act-checked",
        Action::WebhookAdded => "webhooks-act-added",
        Action::WebhookChanged => "webhooks-act-changed",
        Action::WebhookRemoved => "webhooks-act-removed",
        Action::WebhookTried => "webhooks-act-tried",
        Action::WebhookResumed => "webhooks-act-resumed",
        Action::WebhookReplayed => "webhooks-act-replayed",
        Action::WebhookKeyDrawn => "webhooks-act-key",
        Action::ComplaintOpened => "provider-act-complaint-opened",
        Action::AnswerSaved => "provider-act-answer-saved",
        Action::AnswerDocumentAdded => "provider-act-answer-document-added",
        Action::AnswerDocumentRemoved => "provider-act-answer-document-removed",
        Action::AnswerDocumentTaken => "provider-act-answer-document-taken",
        Action::AnswerSubmitted => "provider-act-answer-submitted",
        Action::SenderAsked => "names-act-asked",
        Action::SenderConfirmed => "names-act-confirmed",
        Action::SenderEnded => "names-act-ended",
        Action::GrantSet => "grants-act-set",
        Action::GrantEnded => "grants-act-ended",
        Action::GrantTried => "grants-act-tried",
        Action::RetailerAdded => "retailers-act-added",
        Action::RetailerRemoved => "retailers-act-removed",
        Action::RetailersLookedUp => "retailers-act-looked-up",
        Action::RetailersChanged => "retailers-act-changed",
        Action::RefusalAddressSet => "names-act-refusal",
        Action::ActivityTaken => "provider-act-activity",
    }
}

/// Whether an action's object is a member.
fn is_about_member(action: Action) -> bool {
    matches!(
        action,
        Action::MemberInvited
            | Action::MemberInvitedAgain
            | Action::RolesChanged
            | Action::MemberKeptOut
            | Action::MemberLetIn
    )
}

impl Names {
    async fn read(state: &WebState, session: &MemberSession) -> Result<Self, Failure> {
        let console = state.registry.provider();
        let members = console.member_names(session).await?.into_iter();
        let brands = console.brands(session, Right::Manage).await?.into_iter();
        Ok(Self {
            members: members.collect(),
            brands: brands.map(|brand| (brand.code, brand.name)).collect(),
        })
    }

    fn member(&self, number: MemberNumber) -> String {
        let name = self.members.get(&number).map_or("", String::as_str);
        format!("{name} ({number})")
    }

    fn entry(&self, page: &Page, found: &Activity) -> Entry {
        let what = &found.what;
        let who = match &what.actor {
            Actor::Member(number) => self.member(*number),
            Actor::User(name) => name.to_string(),
            Actor::Operator => page.t("provider-operator"),
        };
        let brand = what.brand.map(|code| {
            let name = self.brands.get(&code).map_or("", String::as_str);
            format!("{name} ({code})")
        });
        let object = match what.object.parse() {
            Ok(number) if is_about_member(what.action) => self.member(MemberNumber(number)),
            _ => what.object.clone(),
        };
        let parts = [object.as_str(), what.detail.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Entry {
            at: page.instant(found.at),
            who,
            action: page.t(action_text(what.action)),
            brand: brand.unwrap_or_default(),
            object: parts.join(" · "),
        }
    }
}

/// The form of a query; what is no field of it is left out.
fn form_of(query: Vec<(String, String)>) -> Form<Filter> {
    let mut form = Form::default();
    for (name, value) in query {
        let mut fields = Filter::ALL.iter();
        if let Some(field) = fields.find(|field| field.rule().name == name) {
            form = form.with(*field, value);
        }
    }
    form
}

/// What a form asks for. What is unknown or malformed is left out: a link that has aged shows more, not an error.
fn query_of(form: &Form<Filter>) -> ActivityQuery {
    let brand = form.value(Filter::Brand).parse().ok().map(BrandCode);
    let day = |field| Day::from_wire(form.value(field)).ok();
    ActivityQuery {
        member: form.value(Filter::Who).parse().ok().map(MemberNumber),
        action: Action::from_word(form.value(Filter::Action)),
        brands: brand.map(|brand| vec![brand]),
        from: day(Filter::From).map(Day::start),
        until: day(Filter::Until).map(Day::end),
        before: form.value(Filter::Before).parse().ok(),
        ..ActivityQuery::default()
    }
}

/// A path with the filter in its query.
fn filtered(path: &str, form: &Form<Filter>, before: Option<u64>) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for field in Filter::ALL {
        let value = match (*field, before) {
            (Filter::Before, Some(number)) => number.to_string(),
            (Filter::Before, None) => String::new(),
            (field, _) => form.value(field).to_owned(),
        };
        if !value.is_empty() {
            pairs.append_pair(field.rule().name, &value);
        }
    }
    format!("{path}?{}", pairs.finish())
}

fn require(at: &AtConsole) -> Result<(), Failure> {
    let may = at.0.may_somewhere(Right::Manage);
    may.then_some(()).ok_or(Failure::NotAllowed)
}

async fn list(
    visit: Visit,
    at: AtConsole,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    require(&at)?;
    let form = form_of(query);
    let console = state.registry.provider();
    let found = console.activity(&at.0, query_of(&form), PAGE).await?;
    let names = Names::read(&state, &at.0).await?;
    let page = at.page(&visit, "provider-activity-title", paths::ACTIVITY);
    let any = || Choice::new("", page.t("provider-any"));
    let who = names.members.iter();
    let who = who.map(|(number, _)| Choice::new(number, names.member(*number)));
    let brands = names.brands.iter();
    let brands = brands.map(|(code, name)| Choice::new(code, name));
    let actions = Action::ALL.into_iter();
    let actions = actions.map(|one| Choice::new(one.as_word(), page.t(action_text(one))));
    let whole = found.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = found.last().filter(|_| whole).map(|entry| entry.number);
    let template = ActivityPage {
        who: std::iter::once(any()).chain(who).collect(),
        actions: std::iter::once(any()).chain(actions).collect(),
        brands: std::iter::once(any()).chain(brands).collect(),
        entries: found
            .iter()
            .map(|one| names.entry(&page, one).shortened())
            .collect(),
        older: last.map(|number| filtered(paths::ACTIVITY, &form, Some(number))),
        file: filtered(paths::ACTIVITY_CSV, &form, None),
        form,
        page,
    };
    show(&template)
}

async fn file(
    visit: Visit,
    at: AtConsole,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    require(&at)?;
    let console = state.registry.provider();
    console.note_activity_taken(&at.0).await?;
    let names = Names::read(&state, &at.0).await?;
    let page = at.page(&visit, "provider-activity-title", paths::ACTIVITY);
    let mut query = query_of(&form_of(query));
    let mut entries = Vec::new();
    loop {
        let found = console.activity(&at.0, query.clone(), FILE_PAGE).await?;
        entries.extend(found.iter().map(|one| names.entry(&page, one)));
        let whole = found.len() == usize::try_from(FILE_PAGE).unwrap_or(usize::MAX);
        match found.last() {
            Some(last) if whole && entries.len() < FILE_MAX => query.before = Some(last.number),
            _ => break,
        }
    }
    let bytes = csv(&page, &entries).map_err(|error| {
        tracing::error!(%error, "a file of activity could not be written");
        Failure::Failed
    })?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"izin-activity.csv\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn csv(page: &Page, entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let separator = Separator::of_language(page.words.language());
    let mut file = SpreadsheetCsv::new(Vec::new(), separator)?;
    let heading = [
        "provider-at",
        "provider-who",
        "provider-action",
        "provider-brand",
        "provider-object",
    ]
    .map(|id| page.t(id));
    file.write(&heading.each_ref().map(String::as_str))?;
    for entry in entries {
        let Entry {
            at,
            who,
            action,
            brand,
            object,
        } = entry;
        file.write(&[at, who, action, brand, object])?;
    }
    file.finish()
}
