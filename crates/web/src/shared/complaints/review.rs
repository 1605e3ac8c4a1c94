//! Looking a draft over, and filing it. Everything that is missing is told together (rule 64).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Timestamp;
use registry::cases::complaints::{
    City, ComplaintDraft, FILED_PER_DAY_MAX, FilingOutcome, Gap, IMAGE_BYTES_MAX, Tell, cities,
};

use super::complaining::Complaining;
use super::fields::{WritingStep, gap_text, place_of, step_text};
use super::image::ImageField;
use super::list::{draft_named, name_of};
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Field, Form};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::REVIEW), get(review::<C>))
        .route(&C::PLACE.to(paths::FILE), post(file::<C>))
}

#[derive(Template)]
#[template(path = "shared/complaints/review.html")]
pub(super) struct ReviewPage {
    page: Page,
    place: Place,
    draft: ComplaintDraft,
    form: Form<ImageField>,
}

impl ReviewPage {
    fn id(&self) -> String {
        name_of(self.draft.id)
    }

    fn steps(&self) -> [WritingStep; 3] {
        WritingStep::ALL
    }

    fn is_here(&self, step: &WritingStep) -> bool {
        *step == WritingStep::Review
    }

    fn step_path(&self, step: &WritingStep) -> String {
        self.place.step(&self.id(), *step)
    }

    fn step_text(&self, step: &WritingStep) -> String {
        step_text(&self.page, *step)
    }

    fn gap(&self, gap: &Gap) -> String {
        gap_text(&self.page, *gap)
    }

    fn gap_path(&self, gap: &Gap) -> String {
        let (step, field) = place_of(*gap);
        let step = self.place.step(&self.id(), step);
        format!("{step}#{}", field.rule().id())
    }

    fn brand(&self) -> &str {
        let name = self.draft.brand_name.as_deref();
        name.unwrap_or(&self.draft.form.brand_text)
    }

    fn city(&self) -> &'static str {
        city_name(self.draft.form.province)
    }

    fn tell(&self) -> String {
        tell_text(&self.page, self.draft.form.tell.as_ref())
    }

    fn until(&self, until: &Timestamp) -> String {
        self.page
            .t1("complaint-too-old", "day", last_day(&self.page, *until))
    }

    fn image_hint(&self) -> String {
        let mib = IMAGE_BYTES_MAX / (1024 * 1024);
        self.page.t1("complaint-image-lead", "mib", mib)
    }
}

/// A province's name; empty: none was chosen.
pub(super) fn city_name(code: Option<u32>) -> &'static str {
    let found = cities().iter().find(|city: &&City| Some(city.code) == code);
    found.map(|city| city.name).unwrap_or_default()
}

/// How somebody wants to be told, in words.
pub(super) fn tell_text(page: &Page, tell: Option<&Tell>) -> String {
    match tell {
        Some(Tell::Here) => page.t("complaint-tell-here"),
        Some(Tell::Message(Some(address))) => address.to_string(),
        Some(Tell::Message(None)) | None => String::new(),
    }
}

/// The last day of a time that ends at an instant.
fn last_day(page: &Page, until: Timestamp) -> String {
    page.words
        .day(Timestamp::from_millis(until.as_millis() - 1))
}

pub(super) async fn review_page<C: Complaining>(
    state: &WebState,
    complaining: &C,
    name: &str,
    form: Form<ImageField>,
) -> Result<Response, Failure> {
    let id = draft_named(name)?;
    let draft = state
        .registry
        .cases()
        .draft(complaining.complainant(), id)
        .await?;
    let template = ReviewPage {
        page: complaining.page("complaint-review-title")?.of(&form),
        place: C::PLACE,
        draft: draft.ok_or(Failure::NotFound)?,
        form,
    };
    show_with(template.form.status(), &template)
}

async fn review<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    review_page(&state, &complaining, &name, Form::default()).await
}

async fn file<C: Complaining>(
    complaining: C,
    client: Client,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    complaining.count(&state, client)?;
    let complainant = complaining.complainant();
    let page = complaining.page("complaint-review-title")?;
    let why = match state
        .registry
        .cases()
        .file_complaint(complainant, id)
        .await?
    {
        FilingOutcome::Filed(number) => {
            let target = C::PLACE.of(paths::FILED, number.to_string());
            return Ok(Redirect::to(&target).into_response());
        }
        FilingOutcome::Incomplete(_) => Text::of("complaint-incomplete"),
        FilingOutcome::TooOld { until } => {
            Text::of("complaint-too-old").filled("day", last_day(&page, until))
        }
        FilingOutcome::TooMany => Text::of("complaint-too-many").filled("most", FILED_PER_DAY_MAX),
        FilingOutcome::Gone => return Err(Failure::NotFound),
    };
    let form = Form::default().refused_whole(why);
    review_page(&state, &complaining, &name, form).await
}
