//! Which retailers may use a recipient's record. The address travels in forms alone.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use domain::{Address, Channel, RecipientType, RetailerCode};
use registry::Error;
use registry::contract::access::{AccessPage, RETAILERS_MAX};
use registry::contract::status::RecordQuery;
use registry::provider::retailers::RetailersChange;
use registry::provider::{Editing, Right, Viewing};

use super::brand::OnBrand;
use super::{paths, refusal, trial};
use crate::WebState;
use crate::kit::address::ADDRESS_MAX;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The most characters of the retailers' numbers: eight digits and a blank each.
const NUMBERS_CHARS_MAX: usize = RETAILERS_MAX * 9;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::RETAILER_RECORD, get(form).post(look))
        .route(paths::RETAILER_RECORD_CHANGE, post(change))
}

fields! {
    /// A record, and the retailers it is about.
    enum Wanted {
        Address = text("address", ADDRESS_MAX),
        Channel = choice("type"),
        Type = choice("recipientType"),
        Retailers = text("retailers", NUMBERS_CHARS_MAX),
        Add = choice("add"),
        Replace = choice("replace"),
        Take = choice("take"),
        TakeAll = choice("take-all"),
    }
}

#[derive(Template)]
#[template(path = "provider/retailers/record.html")]
struct RecordPage {
    page: Page,
    form: Form<Wanted>,
    action: String,
    change: String,
    edits: bool,
    found: Option<AccessPage>,
    changed: bool,
}

impl RecordPage {
    fn channels(&self) -> Vec<Choice> {
        trial::channels(&self.page)
    }

    fn types(&self) -> Vec<Choice> {
        trial::types(&self.page)
    }
}

fn page<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    form: Form<Wanted>,
    found: Option<AccessPage>,
    changed: bool,
) -> Result<Response, Failure> {
    let page = on.page(visit, "retailers-record", paths::RETAILERS)?;
    let template = RecordPage {
        page: page.of(&form),
        action: on.here(paths::RETAILER_RECORD),
        change: on.here(paths::RETAILER_RECORD_CHANGE),
        edits: on.at.0.may(Right::Edit, on.scope.brand()),
        form,
        found,
        changed,
    };
    show_with(template.form.status(), &template)
}

async fn form(visit: Visit, on: OnBrand<Viewing>) -> Result<Response, Failure> {
    let form = Form::default().with(Wanted::Type, RecipientType::Individual.as_wire());
    page(&visit, &on, form, None, false)
}

async fn look(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    mut form: Form<Wanted>,
) -> Result<Response, Failure> {
    let Some(record) = record(&mut form)? else {
        return page(&visit, &on, form, None, false);
    };
    let console = state.registry.provider();
    let found = console.record_retailers(&on.scope, &record).await;
    answer(&visit, &on, form, found, false)
}

async fn change(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    mut form: Form<Wanted>,
) -> Result<Response, Failure> {
    use Wanted::{Add, Replace, Take, TakeAll};
    let pressed = form.pressed([Add, Replace, Take, TakeAll])?;
    let record = record(&mut form)?;
    let codes = match pressed {
        TakeAll => Some(Vec::new()),
        _ => codes(form.value(Wanted::Retailers)),
    };
    let codes = form.need(Wanted::Retailers, codes, Text::of("retailers-no-numbers"));
    let Some((record, codes)) = record.zip(codes) else {
        return page(&visit, &on, form, None, false);
    };
    let change = match pressed {
        Add => RetailersChange::Add(codes),
        Replace => RetailersChange::Replace(codes),
        Take => RetailersChange::Take(codes),
        _ => RetailersChange::TakeAll,
    };
    let console = state.registry.provider();
    let found = console.change_record_retailers(&on.scope, &record, change);
    answer(&visit, &on, form, found.await, true)
}

fn answer<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    form: Form<Wanted>,
    found: registry::Result<AccessPage>,
    changed: bool,
) -> Result<Response, Failure> {
    match found {
        Ok(found) => page(visit, on, form, Some(found), changed),
        Err(Error::Refused(violations)) => {
            let texts = violations.iter().map(|found| refusal::text(visit, found));
            let form = texts.fold(form, Form::refused_whole);
            page(visit, on, form, None, false)
        }
        Err(error) => Err(error.into()),
    }
}

/// The record that the form names; `None`: what is wrong is noted in the form.
fn record(form: &mut Form<Wanted>) -> Result<Option<RecordQuery>, Failure> {
    let channel = Channel::from_wire(form.value(Wanted::Channel));
    let channel = channel.map_err(|_| Failure::BadForm)?;
    let recipient_type = RecipientType::from_wire(form.value(Wanted::Type));
    let recipient_type = recipient_type.map_err(|_| Failure::BadForm)?;
    let address = Address::from_human(form.value(Wanted::Address).trim(), channel).ok();
    let address = form.need(Wanted::Address, address, Text::of("retailers-no-address"));
    Ok(address.map(|address| RecordQuery {
        address,
        recipient_type,
        channel,
    }))
}

/// Retailers' numbers between blanks and commas, each once. `None`: none, too many, or something that is no number.
fn codes(text: &str) -> Option<Vec<RetailerCode>> {
    let parts = text.split([',', ';', ' ', '\n', '\r', '\t']);
    let parts = parts.filter(|part| !part.is_empty());
    let codes: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
    let mut codes = codes?;
    codes.sort_unstable();
    codes.dedup();
    let fits = (1..=RETAILERS_MAX).contains(&codes.len());
    fits.then(|| codes.into_iter().map(RetailerCode).collect())
}
