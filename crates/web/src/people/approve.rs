//! Approving a brand of one's own choice.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::{BrandCode, Channel};
use registry::people::recipient::{
    AddressId, BrandChoice, CHOICES_MAX, ChangeError, Person, SEARCH_TEXT_MAX,
};
use serde::Deserialize;

use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::{Fields, all, once};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::people::consents::Done;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::APPROVE, get(search))
        .route(paths::APPROVE_BRAND, get(choose).post(approve))
}

#[derive(Deserialize)]
struct Searched {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "people/approve/search.html")]
struct SearchPage {
    page: Page,
    text: String,
    brands: Option<Vec<BrandChoice>>,
    full: bool,
}

async fn search(
    visit: Visit,
    SignedIn(_): SignedIn,
    State(state): State<WebState>,
    Query(searched): Query<Searched>,
) -> Result<Response, Failure> {
    let text: String = searched.q.trim().chars().take(SEARCH_TEXT_MAX).collect();
    let brands = if text.is_empty() {
        None
    } else {
        Some(
            state
                .registry
                .people()
                .brands_matching(&text, CHOICES_MAX)
                .await?,
        )
    };
    show(&SearchPage {
        page: visit.page("approve-title").under(paths::APPROVE),
        full: brands
            .as_ref()
            .is_some_and(|brands| brands.len() >= CHOICES_MAX),
        text,
        brands,
    })
}

/// An address on a channel that reaches it.
struct Place {
    /// `7-2`: the address's number and the channel's.
    value: String,
    channel: String,
    address: String,
}

#[derive(Template)]
#[template(path = "people/approve/brand.html")]
struct BrandPage {
    page: Page,
    brand: BrandChoice,
    places: Vec<Place>,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "people/approve/done.html")]
struct DonePage {
    page: Page,
    done: Done,
}

#[derive(Deserialize)]
struct Chosen {
    code: u32,
}

async fn choose(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Failure> {
    let brand = brand(&state, BrandCode(chosen.code)).await?;
    let places = places(&visit, &person);
    brand_page(&visit, brand, places, None)
}

fn brand_page(
    visit: &Visit,
    brand: BrandChoice,
    places: Vec<Place>,
    error: Option<String>,
) -> Result<Response, Failure> {
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = BrandPage {
        page: visit.page("approve-title").under(paths::APPROVE),
        brand,
        places,
        error,
    };
    show_with(status, &page)
}

/// The brand of a number, as the search finds it.
async fn brand(state: &WebState, code: BrandCode) -> Result<BrandChoice, Failure> {
    let found = state
        .registry
        .people()
        .brands_matching(&code.0.to_string(), CHOICES_MAX)
        .await?;
    let brand = found.into_iter().find(|brand| brand.code == code);
    brand.ok_or(Failure::NotFound)
}

/// Every address on every channel that reaches it; none is ticked beforehand.
fn places(visit: &Visit, person: &Person) -> Vec<Place> {
    let mut places = Vec::new();
    for own in &person.subject.addresses {
        for channel in Channel::ALL {
            if own.address.fits(channel) {
                places.push(Place {
                    value: format!("{}-{}", own.id.0, channel.to_byte()),
                    channel: visit.words.channel(channel),
                    address: address::shown(&own.address),
                });
            }
        }
    }
    places
}

fn place(value: &str) -> Option<(AddressId, Channel)> {
    let (id, channel) = value.split_once('-')?;
    let channel = Channel::from_byte(channel.parse().ok()?)?;
    Some((AddressId(id.parse().ok()?), channel))
}

async fn approve(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let code = once(&fields, "code")?.and_then(|code| code.parse().ok());
    let code = BrandCode(code.ok_or(Failure::BadForm)?);
    let chosen: Option<Vec<_>> = all(&fields, "place").map(place).collect();
    let chosen = chosen.ok_or(Failure::BadForm)?;
    let places = places(&visit, &person);
    if chosen.is_empty() {
        let brand = brand(&state, code).await?;
        let error = visit.words.text("approve-none-chosen");
        return brand_page(&visit, brand, places, Some(error));
    }
    if chosen.len() > places.len() {
        return Err(Failure::TooMany);
    }
    match state
        .registry
        .people()
        .approve_brand(&person.subject, code, &chosen)
        .await
    {
        Ok(changed) => show(&DonePage {
            page: visit.page("approve-title").under(paths::APPROVE),
            done: Done::new(&visit, &changed, false),
        }),
        Err(ChangeError::Failed(error)) => Err(error.into()),
        Err(ChangeError::TooMany) => Err(Failure::TooMany),
        Err(_) => Err(Failure::NotFound),
    }
}
