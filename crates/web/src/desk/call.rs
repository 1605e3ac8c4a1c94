//! Beginning a call, proving who calls, ending it.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::{Address, Channel, Language, Timestamp};
use registry::desk::look_log::{LookReason, NOTE_MAX, REFERENCE_MAX};
use registry::desk::staff::StaffMember;
use registry::desk::{CallBegun, CallProven, CallRequest, CallState, WaitingCall};
use serde::Deserialize;

use super::session::{AtDesk, same_call};
use crate::WebState;
use crate::desk::paths;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::DESK, get(desk))
        .route(paths::CALL, post(begin))
        .route(paths::PROOF, post(prove))
        .route(paths::PROOF_BY_NETWORK, post(prove_by_network))
        .route(paths::END, post(end))
}

#[derive(Template)]
#[template(path = "desk/begin.html")]
struct BeginPage {
    page: Page,
    member: StaffMember,
    form: CallForm,
    errors: Vec<(&'static str, String)>,
}

impl BeginPage {
    fn reasons(&self) -> [LookReason; 4] {
        LookReason::AT_DESK
    }

    fn reason(&self, reason: &LookReason) -> String {
        self.page.t(&format!("desk-reason-{}", reason.as_code()))
    }

    fn error(&self, field: &str) -> Option<&String> {
        let mut errors = self.errors.iter();
        errors
            .find(|(name, _)| *name == field)
            .map(|(_, text)| text)
    }

    fn note_max(&self) -> usize {
        NOTE_MAX
    }
}

#[derive(Template)]
#[template(path = "desk/proof.html")]
struct ProofPage {
    page: Page,
    member: StaffMember,
    call: WaitingCall,
    error: Option<String>,
}

impl ProofPage {
    fn reference_max(&self) -> usize {
        REFERENCE_MAX
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CallForm {
    address: String,
    reason: String,
    note: String,
    language: String,
}

impl CallForm {
    /// What is asked for, or what is wrong field by field.
    fn read(&self, page: &Page) -> Result<CallRequest, Vec<(&'static str, String)>> {
        let mut errors = Vec::new();
        let channel = if self.address.contains('@') {
            Channel::Email
        } else {
            Channel::Text
        };
        let address = Address::from_human(&self.address, channel);
        if address.is_err() {
            errors.push(("address", page.t("desk-address-wrong")));
        }
        let reason = LookReason::from_code(&self.reason)
            .filter(|reason| LookReason::AT_DESK.contains(reason));
        if reason.is_none() {
            errors.push(("reason", page.t("desk-reason-missing")));
        }
        if self.note.trim().chars().count() > NOTE_MAX {
            errors.push(("note", page.t1("desk-note-too-long", "most", NOTE_MAX)));
        }
        match (address, reason) {
            (Ok(address), Some(reason)) if errors.is_empty() => Ok(CallRequest {
                address,
                reason,
                note: self.note.clone(),
                language: Language::from_tag(&self.language).unwrap_or_default(),
            }),
            _ => Err(errors),
        }
    }
}

async fn desk(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    match state.registry.desk().call_of(&session).await? {
        CallState::Open(_) => Ok(Redirect::to(paths::CALLER).into_response()),
        CallState::Waiting(call) => show(&ProofPage {
            page: visit.page("desk-proof-title"),
            member: session.member().clone(),
            call,
            error: None,
        }),
        CallState::None => show(&BeginPage {
            page: visit.page("desk-begin-title"),
            member: session.member().clone(),
            form: CallForm::default(),
            errors: Vec::new(),
        }),
    }
}

async fn begin(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    Form(form): Form<CallForm>,
) -> Result<Response, Failure> {
    let page = visit.page("desk-begin-title");
    let request = match form.read(&page) {
        Ok(request) => request,
        Err(errors) => {
            let template = BeginPage {
                page,
                member: session.member().clone(),
                form,
                errors,
            };
            return show_with(StatusCode::UNPROCESSABLE_ENTITY, &template);
        }
    };
    match state.registry.desk().begin_call(&session, &request).await? {
        CallBegun::CodeSent { .. } => Ok(Redirect::to(paths::DESK).into_response()),
        CallBegun::NoRoute => {
            let text = visit.words.text("desk-code-no-route");
            proof_page(&visit, &state, AtDesk(session), &text).await
        }
        CallBegun::TooMany { again_at } => {
            let text = too_many(&visit, again_at);
            proof_page(&visit, &state, AtDesk(session), &text).await
        }
    }
}

fn too_many(visit: &Visit, again_at: Timestamp) -> String {
    let at = visit.words.instant(again_at);
    visit.words.with("desk-code-too-many", &[("at", at.into())])
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn prove(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    Form(form): Form<CodeForm>,
) -> Result<Response, Failure> {
    let code: String = form.code.split_whitespace().collect();
    let proven = state.registry.desk().prove_call(&session, &code).await?;
    proof_answer(&visit, &state, AtDesk(session), &proven).await
}

#[derive(Deserialize)]
struct NetworkForm {
    #[serde(default)]
    caller: String,
    #[serde(default)]
    verified: String,
    #[serde(default)]
    reference: String,
}

async fn prove_by_network(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    Form(form): Form<NetworkForm>,
) -> Result<Response, Failure> {
    if let CallState::Waiting(call) = state.registry.desk().call_of(&session).await? {
        same_call(&call.name, &form.caller)?;
    }
    let proven = if form.verified == "yes" {
        let registry = &state.registry;
        registry
            .desk()
            .prove_call_by_network(&session, &form.reference)
            .await?
    } else {
        CallProven::NotAllowed
    };
    proof_answer(&visit, &state, AtDesk(session), &proven).await
}

async fn proof_answer(
    visit: &Visit,
    state: &WebState,
    at_desk: AtDesk,
    proven: &CallProven,
) -> Result<Response, Failure> {
    let words = visit.words;
    let text = match proven {
        CallProven::Open(_) => return Ok(Redirect::to(paths::CALLER).into_response()),
        CallProven::Wrong { tries_left } => {
            words.with("desk-code-wrong", &[("left", (*tries_left).into())])
        }
        CallProven::Gone => words.text("desk-code-gone"),
        CallProven::NotAllowed => words.text("desk-network-not-allowed"),
    };
    proof_page(visit, state, at_desk, &text).await
}

/// The page that asks for a proof, once more; if the call is over, the beginning.
async fn proof_page(
    visit: &Visit,
    state: &WebState,
    AtDesk(session): AtDesk,
    error: &str,
) -> Result<Response, Failure> {
    let CallState::Waiting(call) = state.registry.desk().call_of(&session).await? else {
        return Ok(Redirect::to(paths::DESK).into_response());
    };
    let template = ProofPage {
        page: visit.page("desk-proof-title"),
        member: session.member().clone(),
        call,
        error: Some(error.to_owned()),
    };
    show_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

async fn end(AtDesk(session): AtDesk, State(state): State<WebState>) -> Result<Response, Failure> {
    state.registry.desk().end_call(&session).await?;
    Ok(Redirect::to(paths::DESK).into_response())
}
