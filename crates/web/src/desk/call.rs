//! Beginning a call, proving who calls, ending it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Language;
use registry::desk::look_log::{LookReason, NOTE_MAX, REFERENCE_MAX};
use registry::desk::staff::AgentSession;
use registry::desk::{CallBegun, CallProven, CallRequest, CallState, WaitingCall};
use registry::staff::StaffMember;

use super::session::{AtDesk, same_call};
use crate::WebState;
use crate::desk::paths;
use crate::kit::address::{self, ADDRESS_MAX};
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::DESK, get(desk))
        .route(paths::CALL, post(begin))
        .route(paths::PROOF, post(prove))
        .route(paths::PROOF_BY_NETWORK, post(prove_by_network))
        .route(paths::END, post(end))
}

/// The longest code that is typed, in characters: people read digits in groups.
const CODE_MAX: usize = 12;

fields! {
    /// What begins a call.
    enum CallField {
        Address = text("address", ADDRESS_MAX),
        Reason = choice("reason"),
        Note = text("note", NOTE_MAX),
        Language = choice("language"),
    }
}

fields! {
    /// The two proofs of who calls, each in a form of its own.
    enum Proof {
        Code = secret("code", CODE_MAX),
        Caller = hidden("caller"),
        Verified = choice("verified"),
        Reference = text("reference", REFERENCE_MAX),
    }
}

#[derive(Template)]
#[template(path = "desk/begin.html")]
struct BeginPage {
    page: Page,
    member: StaffMember,
    form: Form<CallField>,
}

impl BeginPage {
    fn reasons(&self) -> [Choice; 4] {
        LookReason::AT_DESK.map(|reason| {
            let name = reason.as_code();
            Choice::new(name, self.page.t(&format!("desk-reason-{name}")))
        })
    }

    fn languages(&self) -> [Choice; 2] {
        [("tr", "Türkçe"), ("en", "English")].map(|(tag, name)| Choice::new(tag, name))
    }

    fn note_hint(&self) -> String {
        self.page.t1("desk-note-hint", "most", NOTE_MAX)
    }
}

#[derive(Template)]
#[template(path = "desk/proof.html")]
struct ProofPage {
    page: Page,
    member: StaffMember,
    call: WaitingCall,
    form: Form<Proof>,
}

/// What is asked for; `None`: the form says what is wrong with it.
fn request(form: &mut Form<CallField>) -> Option<CallRequest> {
    let address = address::read(form.value(CallField::Address));
    let unreadable = Text::of("desk-address-wrong");
    let address = form.need(CallField::Address, address, unreadable);
    let reason = LookReason::from_code(form.value(CallField::Reason))
        .filter(|reason| LookReason::AT_DESK.contains(reason));
    let reason = form.need(CallField::Reason, reason, Text::of("desk-reason-missing"));
    let note = form.value(CallField::Note).to_owned();
    if note.trim().chars().count() > NOTE_MAX {
        let too_long = Text::of("desk-note-too-long").filled("most", NOTE_MAX);
        form.refuse(CallField::Note, too_long);
    }
    let language = Language::from_tag(form.value(CallField::Language)).unwrap_or_default();
    let (address, reason) = (address?, reason?);
    (!form.is_refused()).then_some(CallRequest {
        address,
        reason,
        note,
        language,
    })
}

fn begin_page(
    visit: &Visit,
    session: &AgentSession,
    form: Form<CallField>,
) -> Result<Response, Failure> {
    let template = BeginPage {
        page: visit.page("desk-begin-title").of(&form),
        member: session.member().clone(),
        form,
    };
    show_with(template.form.status(), &template)
}

/// The page that asks for a proof; if no call waits for one, the desk.
async fn proof_page(
    visit: &Visit,
    state: &WebState,
    session: &AgentSession,
    form: Form<Proof>,
) -> Result<Response, Failure> {
    let CallState::Waiting(call) = state.registry.desk().call_of(session).await? else {
        return Ok(Redirect::to(paths::DESK).into_response());
    };
    let template = ProofPage {
        page: visit.page("desk-proof-title").of(&form),
        member: session.member().clone(),
        form: form.with(Proof::Caller, &call.name),
        call,
    };
    show_with(template.form.status(), &template)
}

async fn desk(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    match state.registry.desk().call_of(&session).await? {
        CallState::Open(_) => Ok(Redirect::to(paths::CALLER).into_response()),
        CallState::Waiting(_) => proof_page(&visit, &state, &session, Form::default()).await,
        CallState::None => {
            let form = Form::default().with(CallField::Language, Language::default().tag());
            begin_page(&visit, &session, form)
        }
    }
}

async fn begin(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    mut form: Form<CallField>,
) -> Result<Response, Failure> {
    let Some(request) = request(&mut form) else {
        return begin_page(&visit, &session, form);
    };
    let why = match state.registry.desk().begin_call(&session, &request).await? {
        CallBegun::CodeSent { .. } => return Ok(Redirect::to(paths::DESK).into_response()),
        CallBegun::NoRoute => Text::of("desk-code-no-route"),
        CallBegun::TooMany { again_at } => {
            Text::of("desk-code-too-many").filled("at", visit.words.instant(again_at))
        }
    };
    let form = Form::default().refused_whole(why);
    proof_page(&visit, &state, &session, form).await
}

async fn prove(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    form: Form<Proof>,
) -> Result<Response, Failure> {
    let code: String = form.value(Proof::Code).split_whitespace().collect();
    let proven = state.registry.desk().prove_call(&session, &code).await?;
    proof_answer(&visit, &state, &session, form, &proven).await
}

async fn prove_by_network(
    visit: Visit,
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
    form: Form<Proof>,
) -> Result<Response, Failure> {
    let registry = &state.registry;
    if let CallState::Waiting(call) = registry.desk().call_of(&session).await? {
        same_call(&call.name, form.value(Proof::Caller))?;
    }
    let proven = if form.value(Proof::Verified) == "yes" {
        let reference = form.value(Proof::Reference);
        registry
            .desk()
            .prove_call_by_network(&session, reference)
            .await?
    } else {
        CallProven::NotAllowed
    };
    proof_answer(&visit, &state, &session, form, &proven).await
}

async fn proof_answer(
    visit: &Visit,
    state: &WebState,
    session: &AgentSession,
    form: Form<Proof>,
    proven: &CallProven,
) -> Result<Response, Failure> {
    let form = match proven {
        CallProven::Open(_) => return Ok(Redirect::to(paths::CALLER).into_response()),
        CallProven::Wrong { tries_left } => {
            let wrong = Text::of("desk-code-wrong").filled("left", *tries_left);
            form.refused(Proof::Code, wrong)
        }
        CallProven::Gone => form.refused(Proof::Code, Text::of("desk-code-gone")),
        CallProven::NotAllowed => form.refused_whole(Text::of("desk-network-not-allowed")),
    };
    proof_page(visit, state, session, form).await
}

async fn end(AtDesk(session): AtDesk, State(state): State<WebState>) -> Result<Response, Failure> {
    state.registry.desk().end_call(&session).await?;
    Ok(Redirect::to(paths::DESK).into_response())
}
