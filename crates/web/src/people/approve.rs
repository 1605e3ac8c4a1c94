//! Approving a brand of one's own choice.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::{BrandCode, Channel};
use registry::people::recipient::{
    ADDRESSES_MAX, AddressId, BrandChoice, CHOICES_MAX, ChangeError, Person, SEARCH_TEXT_MAX,
};

use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::people::consents::Done;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::APPROVE, get(search))
        .route(paths::APPROVE_BRAND, get(choose).post(approve))
}

/// The most boxes that are ticked: each address has one or two.
const PLACES_MAX: usize = 2 * ADDRESSES_MAX as usize;

fields! {
    enum Search {
        Text = text("q", SEARCH_TEXT_MAX),
    }
}

fields! {
    /// The brand, and the addresses on each channel that it may reach.
    enum Chosen {
        Code = hidden("code"),
        Place = boxes("place", PLACES_MAX),
    }
}

#[derive(Template)]
#[template(path = "people/approve/search.html")]
struct SearchPage {
    page: Page,
    form: Form<Search>,
    brands: Option<Vec<BrandChoice>>,
    full: bool,
}

async fn search(
    visit: Visit,
    SignedIn(_): SignedIn,
    State(state): State<WebState>,
    form: Form<Search>,
) -> Result<Response, Failure> {
    let text = form.value(Search::Text).trim().chars();
    let text: String = text.take(SEARCH_TEXT_MAX).collect();
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
        form: form.with(Search::Text, text),
        brands,
    })
}

#[derive(Template)]
#[template(path = "people/approve/brand.html")]
struct BrandPage {
    page: Page,
    brand: BrandChoice,
    /// Each named `7-2`: the address's number and the channel's.
    places: Vec<Choice>,
    form: Form<Chosen>,
}

#[derive(Template)]
#[template(path = "people/approve/done.html")]
struct DonePage {
    page: Page,
    done: Done,
}

/// A link names the brand; nothing is ticked by it.
async fn choose(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    form: Form<Chosen>,
) -> Result<Response, Failure> {
    let brand = brand(&state, BrandCode(form.required(Chosen::Code)?)).await?;
    let places = places(&visit, &person);
    brand_page(&visit, brand, places, form.only(Chosen::Code))
}

fn brand_page(
    visit: &Visit,
    brand: BrandChoice,
    places: Vec<Choice>,
    form: Form<Chosen>,
) -> Result<Response, Failure> {
    let page = visit.page("approve-title").under(paths::APPROVE);
    let template = BrandPage {
        page: page.of(&form),
        brand,
        places,
        form,
    };
    show_with(template.form.status(), &template)
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
fn places(visit: &Visit, person: &Person) -> Vec<Choice> {
    let mut places = Vec::new();
    for own in &person.subject.addresses {
        for channel in Channel::ALL {
            if own.address.fits(channel) {
                let place = format!("{}-{}", own.id.0, channel.to_byte());
                let choice = Choice::new(place, visit.words.channel(channel));
                places.push(choice.with_note(address::shown(&own.address)));
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
    form: Form<Chosen>,
) -> Result<Response, Failure> {
    let code = BrandCode(form.required(Chosen::Code)?);
    let chosen: Option<Vec<_>> = form.all(Chosen::Place).map(place).collect();
    let chosen = chosen.ok_or(Failure::BadForm)?;
    let places = places(&visit, &person);
    if chosen.is_empty() {
        let brand = brand(&state, code).await?;
        let none = Text::of("approve-none-chosen");
        return brand_page(&visit, brand, places, form.refused(Chosen::Place, none));
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
