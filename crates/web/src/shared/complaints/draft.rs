//! Writing a draft, step by step. Every step keeps what it was sent, right or wrong.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::{Address, Channel, Day};
use registry::cases::complaints::{
    City, Draft, DraftSaved, NAME_MAX, OPERATORS, RecordOnFile, SHORT_TEXT_MAX, TEXT_MAX, Tell,
    cities,
};
use registry::desk::Call;
use registry::people::recipient::OwnAddress;
use serde::Deserialize;

use super::complaining::{Complaining, place_path};
use super::fields::{Sent, WritingStep, is_offered, step_text};
use super::list::{draft_named, name_of};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes(place: &str) -> Routes {
    Routes::new()
        .route(&place_path(place, "/drafts/{id}"), get(write).post(save))
        .route(&place_path(place, "/drafts/{id}/delete"), post(delete))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Where {
    step: String,
    refused: Option<String>,
}

/// One step of a draft.
#[derive(Template)]
#[template(path = "shared/complaints/draft.html")]
struct DraftPage {
    page: Page,
    base: &'static str,
    call: Option<Box<Call>>,
    step: WritingStep,
    refused: bool,
    draft: Draft,
    records: Vec<RecordOnFile>,
    addresses: Vec<OwnAddress>,
    today: Day,
    error: Option<String>,
}

impl DraftPage {
    /// What leads back here after a refusal.
    fn back(&self) -> Vec<(&'static str, String)> {
        vec![("draft", self.id())]
    }

    fn is_here(&self, step: &WritingStep) -> bool {
        self.step == *step
    }

    fn id(&self) -> String {
        name_of(self.draft.id)
    }

    fn steps(&self) -> [WritingStep; 3] {
        WritingStep::ALL
    }

    fn step_text(&self, step: &WritingStep) -> String {
        step_text(&self.page, *step)
    }

    fn channels(&self) -> [Channel; 3] {
        Channel::ALL
    }

    fn has_channel(&self, channel: &Channel) -> bool {
        self.draft.form.channel == Some(*channel)
    }

    fn has_address(&self, address: &Address) -> bool {
        self.draft.form.address.as_ref() == Some(address)
    }

    fn operators(&self) -> [&'static str; 3] {
        OPERATORS
    }

    fn other_operator(&self) -> &str {
        let operator = &self.draft.form.operator;
        if is_offered(operator) { "" } else { operator }
    }

    fn cities(&self) -> &'static [City] {
        cities()
    }

    fn has_city(&self, city: &City) -> bool {
        self.draft.form.province == Some(city.code)
    }

    fn tells_here(&self) -> bool {
        self.draft.form.tell == Some(Tell::Here)
    }

    fn tells(&self, address: &Address) -> bool {
        self.draft.form.tell == Some(Tell::Message(Some(address.clone())))
    }

    fn name_max(&self) -> usize {
        NAME_MAX
    }

    fn short_max(&self) -> usize {
        SHORT_TEXT_MAX
    }

    fn text_max(&self) -> usize {
        TEXT_MAX
    }
}

async fn write(
    visit: Visit,
    complaining: Complaining,
    Path(name): Path<String>,
    Query(place): Query<Where>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(&place.step);
    if step == WritingStep::Review {
        let review = format!("{}/drafts/{name}/review", complaining.base());
        return Ok(Redirect::to(&review).into_response());
    }
    let mut template = draft_page(&visit, &state, &complaining, &name, step).await?;
    template.refused = place.refused.is_some();
    show(&template)
}

async fn draft_page(
    visit: &Visit,
    state: &WebState,
    complaining: &Complaining,
    name: &str,
    step: WritingStep,
) -> Result<DraftPage, Failure> {
    let registry = &state.registry;
    let complainant = complaining.complainant();
    let draft = registry.draft(complainant, draft_named(name)?).await?;
    let draft = draft.ok_or(Failure::NotFound)?;
    Ok(DraftPage {
        page: complaining.page(visit, "complaint-draft-title"),
        base: complaining.base(),
        call: complaining.call(),
        step,
        refused: false,
        records: registry
            .records_for_complaint(complainant, &draft.form)
            .await?,
        draft,
        addresses: complaining.subject().addresses.clone(),
        today: Day::of(registry.now()),
        error: None,
    })
}

async fn save(
    visit: Visit,
    complaining: Complaining,
    Path(name): Path<String>,
    State(state): State<WebState>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(&sent.step);
    let leave = sent.then == "leave";
    let complainant = complaining.complainant();
    let id = draft_named(&name)?;
    let draft = state.registry.draft(complainant, id).await?;
    let mut form = draft.ok_or(Failure::NotFound)?.form;
    sent.put_into(&mut form, complaining.subject());
    let base = complaining.base();
    match state.registry.save_draft(complainant, id, &form).await? {
        DraftSaved::Saved if leave => Ok(Redirect::to(base).into_response()),
        DraftSaved::Saved => {
            let next = step.next().as_name();
            let target = format!("{base}/drafts/{name}?step={next}");
            Ok(Redirect::to(&target).into_response())
        }
        DraftSaved::TooLong => {
            let mut template = draft_page(&visit, &state, &complaining, &name, step).await?;
            template.draft.form = form;
            template.error = Some(visit.words.text("complaint-too-much"));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
        }
        DraftSaved::Unknown | DraftSaved::Gone => Err(Failure::NotFound),
    }
}

async fn delete(
    complaining: Complaining,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    let deleted = state
        .registry
        .delete_draft(complaining.complainant(), id)
        .await?;
    if !deleted {
        return Err(Failure::NotFound);
    }
    Ok(Redirect::to(complaining.base()).into_response())
}
