//! Beginning a complaint: whose message was it, and what is on record with that brand (rule 65).

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::BrandCode;
use registry::cases::complaints::{
    ComplaintForm, DRAFTS_MAX, DraftBegun, RecordOnFile, SHORT_TEXT_MAX,
};
use registry::people::recipient::{BrandChoice, RecordRef, Selection};
use serde::Deserialize;

use super::complaining::Complaining;
use super::list::name_of;
use super::paths::{self, Place};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::kit::paths::asking;
use crate::kit::routes::Routes;

/// How many brands a search shows.
const CHOICES: usize = 20;

pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .route(&C::PLACE.to(paths::NEW), get(choose::<C>).post(begin::<C>))
        .route(&C::PLACE.to(paths::REFUSE), post(refuse::<C>))
}

/// Whose message it was: a record, a brand, or the complainant's own word for it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct About {
    /// The call the form is of, at the desk.
    caller: String,
    q: String,
    record: String,
    brand: Option<u32>,
    brand_text: String,
    /// Whether a record has just been refused.
    refused: Option<String>,
}

impl About {
    fn record(&self) -> Result<Option<RecordRef>, Failure> {
        if self.record.is_empty() {
            return Ok(None);
        }
        self.record.parse().map(Some).map_err(|_| Failure::NotFound)
    }

    /// What is known of the complaint already.
    fn form(&self, complaining: &impl Complaining) -> Result<ComplaintForm, Failure> {
        let mut form = ComplaintForm {
            brand: self.brand.map(BrandCode),
            brand_text: self
                .brand_text
                .trim()
                .chars()
                .take(SHORT_TEXT_MAX)
                .collect(),
            ..ComplaintForm::default()
        };
        if let Some(record) = self.record()? {
            let own = complaining.subject().address(record.address);
            let own = own.ok_or(Failure::NotFound)?;
            form.brand = Some(record.brand);
            form.address = Some(own.address.clone());
            form.channel = Some(record.channel);
        }
        Ok(form)
    }

    /// Where the same is shown again.
    fn path(&self, place: Place) -> String {
        match (self.record.is_empty(), self.brand) {
            (false, _) => place.about_record(&self.record),
            (true, Some(brand)) => place.about_brand(BrandCode(brand)),
            (true, None) => place.to(paths::NEW),
        }
    }
}

#[derive(Template)]
#[template(path = "shared/complaints/begin.html")]
struct BeginPage {
    page: Page,
    place: Place,
    call: Option<String>,
    about: About,
    /// The brand that was chosen, by name.
    brand: Option<String>,
    /// The brands that were found.
    brands: Vec<BrandChoice>,
    /// What is on record with the chosen brand.
    records: Vec<RecordOnFile>,
    error: Option<String>,
}

impl BeginPage {
    /// What leads back here after a refusal.
    fn back(&self) -> Vec<(&'static str, String)> {
        match (self.about.record.is_empty(), self.about.brand) {
            (false, _) => vec![("record", self.about.record.clone())],
            (true, Some(brand)) => vec![("brand", brand.to_string())],
            (true, None) => Vec::new(),
        }
    }

    fn text_max(&self) -> usize {
        SHORT_TEXT_MAX
    }
}

async fn page<C: Complaining>(
    state: &WebState,
    complaining: &C,
    about: About,
    error: Option<String>,
) -> Result<Response, Failure> {
    let registry = &state.registry;
    let form = about.form(complaining)?;
    let brand = match form.brand {
        Some(brand) => registry.intake().name_of_brand(brand).await?,
        None => None,
    };
    if form.brand.is_some() && brand.is_none() {
        return Err(Failure::NotFound);
    }
    let status = match error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let complainant = complaining.complainant();
    let template = BeginPage {
        page: complaining.page("complaint-begin-title")?,
        place: C::PLACE,
        call: complaining.call(),
        brands: registry.people().brands_matching(&about.q, CHOICES).await?,
        records: registry
            .cases()
            .records_for_complaint(complainant, &form)
            .await?,
        about,
        brand,
        error,
    };
    show_with(status, &template)
}

async fn choose<C: Complaining>(
    complaining: C,
    Query(about): Query<About>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    page(&state, &complaining, about, None).await
}

async fn begin<C: Complaining>(
    complaining: C,
    client: Client,
    State(state): State<WebState>,
    Form(about): Form<About>,
) -> Result<Response, Failure> {
    complaining.require(&about.caller)?;
    complaining.count(&state, client)?;
    let (record, form) = (about.record()?, about.form(&complaining)?);
    if form.brand.is_none() && form.brand_text.is_empty() {
        let error = complaining
            .page("complaint-begin-title")?
            .t("complaint-brand-text-missing");
        return page(&state, &complaining, about, Some(error)).await;
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
            let page_of = complaining.page("complaint-begin-title")?;
            let error = page_of.t1("complaint-too-many-drafts", "most", DRAFTS_MAX);
            page(&state, &complaining, about, Some(error)).await
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    /// The call the form is of, at the desk.
    caller: String,
    /// The record to be refused.
    refuse: String,
    /// The draft to come back to; empty: the page before one is begun.
    draft: String,
    record: String,
    brand: Option<u32>,
}

/// Refuses a record from here, and goes on with the complaint: refusing and complaining are two things.
async fn refuse<C: Complaining>(
    complaining: C,
    State(state): State<WebState>,
    Form(refusal): Form<Refusal>,
) -> Result<Response, Failure> {
    complaining.require(&refusal.caller)?;
    let record: RecordRef = refusal.refuse.parse().map_err(|_| Failure::NotFound)?;
    let selection = Selection::Records(vec![record]);
    complaining.refuse(&state, &selection).await?;
    let target = if refusal.draft.is_empty() {
        let about = About {
            record: refusal.record,
            brand: refusal.brand,
            ..About::default()
        };
        let path = about.path(C::PLACE);
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}refused=yes")
    } else {
        let id = super::list::draft_named(&refusal.draft)?;
        asking(&C::PLACE.of(paths::DRAFT, name_of(id)), "refused", "yes")
    };
    Ok(Redirect::to(&target).into_response())
}
