//! What a partner or an intermediary would be answered about a brand today.

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use domain::check::Decision;
use domain::{Channel, RecipientType};
use registry::provider::Managing;
use registry::provider::trial::{Operation, Trial, TrialError, Tried, TriedAnswer};

use super::brand::OnBrand;
use super::granting::{Forms, NUMBER_MAX, page_of, read_number};
use super::{paths, refusal};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::Page;
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::GRANT_TRIAL, post(try_it))
}

fields! {
    /// The call that is judged.
    pub enum Asked {
        Caller = text("caller", NUMBER_MAX),
        Operation = choice("operation"),
        Channel = choice("type"),
        RecipientType = choice("recipientType"),
    }
}

/// What the caller would be answered, in words.
pub struct Said {
    /// The call.
    pub call: String,
    /// Whether the caller may.
    pub may: bool,
    /// The status of HTTP.
    pub status: u16,
    /// What the answer says, the contract's refusals as the contract has them.
    pub lines: Vec<Text>,
}

pub fn channels(page: &Page) -> Vec<Choice> {
    Channel::ALL.map(|one| page.channel_choice(one)).into()
}

pub fn types(page: &Page) -> Vec<Choice> {
    let each = RecipientType::ALL;
    each.map(|one| Choice::new(one.as_wire(), page.recipient_type(one)))
        .into()
}

pub fn operations(page: &Page) -> Vec<Choice> {
    let each = Operation::ALL;
    each.map(|one| Choice::new(one.as_word(), page.t(operation_text(one))))
        .into()
}

fn operation_text(operation: Operation) -> &'static str {
    match operation {
        Operation::Approval => "grants-try-approval",
        Operation::Refusal => "grants-try-refusal",
        Operation::State => "grants-try-state",
        Operation::Changes => "grants-try-changes",
        Operation::Check => "grants-try-check",
    }
}

async fn try_it(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    mut form: Form<Asked>,
) -> Result<Response, Failure> {
    let operation = Operation::from_word(form.value(Asked::Operation)).ok_or(Failure::BadForm)?;
    let channel = Channel::from_wire(form.value(Asked::Channel));
    let channel = channel.map_err(|_| Failure::BadForm)?;
    let recipient_type = RecipientType::from_wire(form.value(Asked::RecipientType));
    let recipient_type = recipient_type.map_err(|_| Failure::BadForm)?;
    let console = state.registry.provider();
    let party = match read_number(form.value(Asked::Caller)) {
        Some(number) => console.grantee(number).await?,
        None => None,
    };
    let party = form.need(Asked::Caller, party, Text::of("grants-try-nobody"));
    let said = match party {
        None => None,
        Some(party) => {
            let trial = Trial {
                party,
                operation,
                channel,
                recipient_type,
            };
            let tried = console.try_grant(&on.scope, trial).await;
            let tried = tried.map_err(|error| match error {
                TrialError::TooMany { again_at } => Failure::until(again_at, state.registry.now()),
                TrialError::Registry(error) => error.into(),
            })?;
            let caller = form.value(Asked::Caller).trim();
            let page = visit.page("grants-page");
            let call = [
                caller.to_owned(),
                page.t(operation_text(operation)),
                page.channel(channel),
                page.recipient_type(recipient_type),
            ];
            Some(said(&visit, call.join(" · "), &tried))
        }
    };
    let forms = Forms {
        trial: form,
        ..Forms::default()
    };
    page_of(&visit, &on, &state, forms, said, None).await
}

fn said(visit: &Visit, call: String, tried: &Tried) -> Said {
    let (may, lines) = match &tried.answer {
        TriedAnswer::May => (true, vec![Text::of("grants-try-may")]),
        TriedAnswer::OtherChannels => (false, vec![Text::of("grants-try-other-channels")]),
        TriedAnswer::Checked(reason) => {
            let text = match reason.decision() {
                Decision::Allow => "grants-try-allow",
                Decision::Deny => "grants-try-deny",
                Decision::Unknown => "grants-try-unknown",
            };
            let line = Text::of(text).filled("reason", reason.as_wire());
            (reason.decision() != Decision::Unknown, vec![line])
        }
        TriedAnswer::Refused(found) => {
            let lines = found.iter().map(|one| refusal::text(visit, one));
            (false, lines.collect())
        }
    };
    Said {
        call,
        may,
        status: tried.status,
        lines,
    }
}
