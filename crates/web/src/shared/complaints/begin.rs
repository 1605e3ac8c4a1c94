//! Beginning a complaint: whose message was it, and what is on record with that brand (rule 65).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::BrandCode;
use registry::cases::complaints::{
    ComplaintForm, DRAFTS_MAX, DraftBegun, RecordOnFile, SHORT_TEXT_MAX,
};
use registry::people::recipient::{BrandChoice, RecordRef, Selection};

use super::complaining::Complaining;
use super::fields::Refusal;
use super::list::{draft_named, name_of};
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Field, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

/// How many brands a search shows.
const CHOICES: usize = 20;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::NEW), get(choose::<C>).post(begin::<C>))
        .route(&C::PLACE.to(paths::REFUSE), post(refuse::<C>))
}

fields! {
    /// Whose message it was: a record, a brand, or the complainant's own word for it.
    enum About {
        /// The call the form is of, at the desk.
        Caller = hidden("caller"),
        Search = text("q", SHORT_TEXT_MAX),
        Record = hidden("record"),
        Brand = hidden("brand"),
        BrandText = text("brand_text", SHORT_TEXT_MAX),
        /// Whether a record has just been refused.
        Refused = hidden("refused"),
    }
}

fn record(about: &Form<About>) -> Result<Option<RecordRef>, Failure> {
    match about.value(About::Record) {
        "" => Ok(None),
        record => record.parse().map(Some).map_err(|_| Failure::NotFound),
    }
}

/// What is known of the complaint already.
fn known(about: &Form<About>, complaining: &impl Complaining) -> Result<ComplaintForm, Failure> {
    let brand_text = about.value(About::BrandText).trim().chars();
    let mut form = ComplaintForm {
        brand: about.given(About::Brand)?.map(BrandCode),
        brand_text: brand_text.take(SHORT_TEXT_MAX).collect(),
        ..ComplaintForm::default()
    };
    if let Some(record) = record(about)? {
        let own = complaining.subject().address(record.address);
        let own = own.ok_or(Failure::NotFound)?;
        form.brand = Some(record.brand);
        form.address = Some(own.address.clone());
        form.channel = Some(record.channel);
    }
    Ok(form)
}

#[derive(Template)]
#[template(path = "shared/complaints/begin.html")]
struct BeginPage {
    page: Page,
    place: Place,
    about: Form<About>,
    /// What leads back here after a refusal.
    back: Form<Refusal>,
    /// The brand that was chosen, by name.
    brand: Option<String>,
    /// The brands that were found.
    brands: Vec<BrandChoice>,
    /// What is on record with the chosen brand.
    records: Vec<RecordOnFile>,
}

async fn page<C: Complaining>(
    state: &WebState,
    complaining: &C,
    about: Form<About>,
) -> Result<Response, Failure> {
    let registry = &state.registry;
    let form = known(&about, complaining)?;
    let brand = match form.brand {
        Some(brand) => registry.intake().name_of_brand(brand).await?,
        None => None,
    };
    if form.brand.is_some() && brand.is_none() {
        return Err(Failure::NotFound);
    }
    let complainant = complaining.complainant();
    let search = about.value(About::Search);
    let template = BeginPage {
        page: complaining.page("complaint-begin-title")?.of(&about),
        place: C::PLACE,
        brands: registry.people().brands_matching(search, CHOICES).await?,
        records: registry
            .cases()
            .records_for_complaint(complainant, &form)
            .await?,
        back: Form::default()
            .with(Refusal::Caller, complaining.call())
            .with(Refusal::Record, about.value(About::Record))
            .with(Refusal::Brand, about.value(About::Brand)),
        about: about.with(About::Caller, complaining.call()),
        brand,
    };
    show_with(template.about.status(), &template)
}

async fn choose<C: Complaining>(
    complaining: C,
    State(state): State<WebState>,
    about: Form<About>,
) -> Result<Response, Failure> {
    page(&state, &complaining, about).await
}

async fn begin<C: Complaining>(
    complaining: C,
    client: Client,
    State(state): State<WebState>,
    about: Form<About>,
) -> Result<Response, Failure> {
    complaining.require(about.value(About::Caller))?;
    complaining.count(&state, client)?;
    let (record, form) = (record(&about)?, known(&about, &complaining)?);
    if form.brand.is_none() && form.brand_text.is_empty() {
        let missing = Text::of("complaint-brand-text-missing");
        let about = about.refused(About::BrandText, missing);
        return page(&state, &complaining, about).await;
    }
    let complainant = complaining.complainant();
    let begun = state
        .registry
        .cases()
        .begin_complaint(complainant, record, form)
        .await?;
    match begun {
        DraftBegun::Begun(id) => {
            let target = C::PLACE.of(paths::DRAFT, name_of(id));
            Ok(Redirect::to(&target).into_response())
        }
        DraftBegun::Unknown => Err(Failure::NotFound),
        DraftBegun::TooMany => {
            let many = Text::of("complaint-too-many-drafts").filled("most", DRAFTS_MAX);
            page(&state, &complaining, about.refused_whole(many)).await
        }
    }
}

/// Refuses a record from here, and goes on with the complaint: refusing and complaining are two things.
async fn refuse<C: Complaining>(
    complaining: C,
    State(state): State<WebState>,
    form: Form<Refusal>,
) -> Result<Response, Failure> {
    complaining.require(form.value(Refusal::Caller))?;
    let record = form.value(Refusal::Refuse).parse();
    let selection = Selection::Records(vec![record.map_err(|_| Failure::NotFound)?]);
    complaining.refuse(&state, &selection).await?;
    let place = C::PLACE;
    let target = match (form.value(Refusal::Draft), form.value(Refusal::Record)) {
        ("", "") => match form.given(Refusal::Brand)? {
            Some(brand) => place.about_brand(BrandCode(brand)),
            None => place.to(paths::NEW),
        },
        ("", record) => place.about_record(record),
        (draft, _) => place.of(paths::DRAFT, name_of(draft_named(draft)?)),
    };
    let sign = if target.contains('?') { '&' } else { '?' };
    let target = format!("{target}{sign}{}=yes", About::Refused.rule().name);
    Ok(Redirect::to(&target).into_response())
}
