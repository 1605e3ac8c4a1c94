//! Writing a draft, step by step. Every step keeps what it was sent, right or wrong.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::{Address, Channel, Day};
use registry::cases::complaints::{
    City, ComplaintDraft, DraftSaved, NAME_MAX, OPERATORS, RecordOnFile, SHORT_TEXT_MAX, TEXT_MAX,
    Tell, cities,
};
use registry::people::recipient::OwnAddress;
use serde::Deserialize;

use super::complaining::Complaining;
use super::fields::{Sent, WritingStep, is_offered, step_text};
use super::list::{draft_named, name_of};
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::DRAFT), get(write::<C>).post(save::<C>))
        .route(&C::PLACE.to(paths::DELETE), post(delete::<C>))
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
    place: Place,
    call: Option<String>,
    step: WritingStep,
    refused: bool,
    draft: ComplaintDraft,
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

    fn step_path(&self, step: &WritingStep) -> String {
        self.place.step(&self.id(), *step)
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

async fn write<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    Query(place): Query<Where>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(&place.step);
    if step == WritingStep::Review {
        let review = C::PLACE.of(paths::REVIEW, &name);
        return Ok(Redirect::to(&review).into_response());
    }
    let mut template = draft_page(&state, &complaining, &name, step).await?;
    template.refused = place.refused.is_some();
    show(&template)
}

async fn draft_page<C: Complaining>(
    state: &WebState,
    complaining: &C,
    name: &str,
    step: WritingStep,
) -> Result<DraftPage, Failure> {
    let registry = &state.registry;
    let complainant = complaining.complainant();
    let draft = registry
        .cases()
        .draft(complainant, draft_named(name)?)
        .await?;
    let draft = draft.ok_or(Failure::NotFound)?;
    Ok(DraftPage {
        page: complaining.page("complaint-draft-title")?,
        place: C::PLACE,
        call: complaining.call(),
        step,
        refused: false,
        records: registry
            .cases()
            .records_for_complaint(complainant, &draft.form)
            .await?,
        draft,
        addresses: complaining.subject().addresses.clone(),
        today: Day::of(registry.now()),
        error: None,
    })
}

async fn save<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(&sent.step);
    let leave = sent.then == "leave";
    let complainant = complaining.complainant();
    let id = draft_named(&name)?;
    let draft = state.registry.cases().draft(complainant, id).await?;
    let mut form = draft.ok_or(Failure::NotFound)?.form;
    sent.put_into(&mut form, complaining.subject());
    match state
        .registry
        .cases()
        .save_draft(complainant, id, &form)
        .await?
    {
        DraftSaved::Saved if leave => Ok(Redirect::to(C::PLACE.list()).into_response()),
        DraftSaved::Saved => {
            let target = C::PLACE.step(&name, step.next());
            Ok(Redirect::to(&target).into_response())
        }
        DraftSaved::TooLong => {
            let mut template = draft_page(&state, &complaining, &name, step).await?;
            template.draft.form = form;
            template.error = Some(template.page.t("complaint-too-much"));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
        }
        DraftSaved::Unknown | DraftSaved::Gone => Err(Failure::NotFound),
    }
}

async fn delete<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    let deleted = state
        .registry
        .cases()
        .delete_draft(complaining.complainant(), id)
        .await?;
    if !deleted {
        return Err(Failure::NotFound);
    }
    Ok(Redirect::to(C::PLACE.list()).into_response())
}
