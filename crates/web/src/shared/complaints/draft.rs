//! Writing a draft, step by step. Every step keeps what it was sent, right or wrong.

use std::iter;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::{Channel, Day};
use registry::cases::complaints::{ComplaintDraft, DraftSaved, OPERATORS, RecordOnFile, cities};

use super::complaining::Complaining;
use super::fields::{DraftField, HERE, OTHER, Refusal, WritingStep, form_of, put_into, step_text};
use super::list::{draft_named, name_of};
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::DRAFT), get(write::<C>).post(save::<C>))
        .route(&C::PLACE.to(paths::DELETE), post(delete::<C>))
}

fields! {
    enum Where {
        Step = hidden("step"),
        /// Whether a record has just been refused.
        Refused = hidden("refused"),
    }
}

/// One step of a draft.
#[derive(Template)]
#[template(path = "shared/complaints/draft.html")]
struct DraftPage {
    page: Page,
    place: Place,
    step: WritingStep,
    refused: bool,
    draft: ComplaintDraft,
    /// What leads back here after a refusal.
    back: Form<Refusal>,
    records: Vec<RecordOnFile>,
    addresses: Vec<Choice>,
    by_desk: bool,
    today: Day,
    form: Form<DraftField>,
}

impl DraftPage {
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

    fn channels(&self) -> [Choice; 3] {
        Channel::ALL.map(|channel| self.page.channel_choice(channel))
    }

    fn operators(&self) -> Vec<Choice> {
        let other = Choice::new(OTHER, self.page.t("complaint-operator-other"));
        let offered = OPERATORS.map(|name| Choice::new(name, name));
        offered.into_iter().chain([other]).collect()
    }

    fn cities(&self) -> Vec<Choice> {
        let none = Choice::new("", self.page.t("complaint-province-choose"));
        let cities = cities()
            .iter()
            .map(|city| Choice::new(city.code, city.name));
        iter::once(none).chain(cities).collect()
    }

    fn tells(&self) -> Vec<Choice> {
        let here = Choice::new(HERE, self.page.t("complaint-tell-here"));
        let messages = self.addresses.iter().map(|own| {
            let text = self.page.t1("complaint-tell-message", "address", &own.text);
            Choice::new(&own.value, text)
        });
        messages.chain([here]).collect()
    }

    /// A message may have come until today.
    fn latest(&self) -> String {
        format!("max={}", self.today)
    }

    /// An agent's own name is not offered for the caller's.
    fn completed(&self) -> &'static str {
        if self.by_desk {
            "autocomplete=off"
        } else {
            "autocomplete=name"
        }
    }
}

async fn write<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
    place: Form<Where>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(place.value(Where::Step));
    if step == WritingStep::Review {
        let review = C::PLACE.of(paths::REVIEW, &name);
        return Ok(Redirect::to(&review).into_response());
    }
    let mut template = draft_page(&state, &complaining, &name, step, None).await?;
    template.refused = place.sent(Where::Refused).is_some();
    show(&template)
}

async fn draft_page<C: Complaining>(
    state: &WebState,
    complaining: &C,
    name: &str,
    step: WritingStep,
    sent: Option<Form<DraftField>>,
) -> Result<DraftPage, Failure> {
    let registry = &state.registry;
    let complainant = complaining.complainant();
    let draft = registry
        .cases()
        .draft(complainant, draft_named(name)?)
        .await?;
    let draft = draft.ok_or(Failure::NotFound)?;
    let subject = complaining.subject();
    let form = sent.unwrap_or_else(|| form_of(&draft.form, step, subject));
    let own = subject.addresses.iter();
    let own = own.map(|own| Choice::new(own.id.0, own.address.to_string()));
    Ok(DraftPage {
        page: complaining.page("complaint-draft-title")?.of(&form),
        place: C::PLACE,
        step,
        refused: false,
        back: Form::default()
            .with(Refusal::Caller, complaining.call())
            .with(Refusal::Draft, name_of(draft.id)),
        records: registry
            .cases()
            .records_for_complaint(complainant, &draft.form)
            .await?,
        draft,
        addresses: own.collect(),
        by_desk: !complaining.call().is_empty(),
        today: Day::of(registry.now()),
        form,
    })
}

async fn save<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
    sent: Form<DraftField>,
) -> Result<Response, Failure> {
    let step = WritingStep::named(sent.value(DraftField::Step));
    let leave = sent.value(DraftField::Then) == "leave";
    let complainant = complaining.complainant();
    let id = draft_named(&name)?;
    let draft = state.registry.cases().draft(complainant, id).await?;
    let mut form = draft.ok_or(Failure::NotFound)?.form;
    put_into(&mut form, &sent, complaining.subject());
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
            let sent = sent.refused(DraftField::Text, Text::of("complaint-too-much"));
            let template = draft_page(&state, &complaining, &name, step, Some(sent)).await?;
            show_with(template.form.status(), &template)
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
