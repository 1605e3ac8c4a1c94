//! Looking up an address: what its records say, their history, and the proofs to take away.
//!
//! The address travels in forms alone; no path and no query holds one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::movement::Recorded;
use domain::{Address, Change, Channel, RecipientType, TransactionId};
use registry::Error;
use registry::contract::status::RecordQuery;
use registry::proof::receipts::Proven;
use registry::provider::Viewing;
use registry::provider::look_up::RecordFound;

use super::brand::OnBrand;
use super::{paths, refusal};
use crate::WebState;
use crate::kit::address::{self, ADDRESS_MAX};
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// How many digits of the transactionId a file's name has.
const NAME_DIGITS: usize = 12;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::LOOK_UP, get(form).post(look_up))
        .route(paths::RECEIPT, get(receipt))
        .route(paths::PROOF, post(proof))
}

fields! {
    /// The address to look up.
    enum Wanted {
        Address = text("address", ADDRESS_MAX),
    }
}

fields! {
    /// The record to prove, as our own page has put it there.
    enum Record {
        Address = hidden("address"),
        Channel = hidden("channel"),
        Type = hidden("recipient_type"),
    }
}

#[derive(Template)]
#[template(path = "provider/look_up.html")]
struct LookUpPage {
    page: Page,
    form: Form<Wanted>,
    action: String,
    /// `None`: nothing was looked up.
    found: Option<Found>,
}

/// What there is of an address.
struct Found {
    /// As people read it.
    shown: String,
    /// As our own forms carry it.
    address: String,
    records: Vec<RecordFound>,
    proof: String,
    brand: String,
}

impl Found {
    fn receipt(&self, movement: &Recorded) -> String {
        let path = paths::filled(paths::RECEIPT, &[&movement.transaction.to_wire()]);
        paths::asking(&path, paths::BRAND, &self.brand)
    }
}

impl LookUpPage {
    /// What a movement says; those of who may use the record are no word of the recipient.
    fn line(&self, movement: &Recorded) -> String {
        let Change::Consent(consent) = &movement.movement.change else {
            return String::new();
        };
        let source = self.page.source(consent.source);
        match consent.consent_date {
            Some(date) => {
                let said = self
                    .page
                    .t1("provider-said-at", "at", self.page.instant(date));
                format!("{source} · {said}")
            }
            None => source,
        }
    }

    fn status(&self, movement: &Recorded) -> Option<domain::Status> {
        match &movement.movement.change {
            Change::Consent(consent) => Some(consent.status),
            Change::Access(_) => None,
        }
    }
}

fn page(
    visit: &Visit,
    on: &OnBrand<Viewing>,
    form: Form<Wanted>,
    found: Option<Found>,
) -> Result<Response, Failure> {
    let page = on.page(visit, "provider-look-up-title", paths::LOOK_UP)?;
    let page = LookUpPage {
        page: page.of(&form),
        action: on.here(paths::LOOK_UP),
        form,
        found,
    };
    show_with(page.form.status(), &page)
}

async fn form(visit: Visit, on: OnBrand<Viewing>) -> Result<Response, Failure> {
    page(&visit, &on, Form::default(), None)
}

async fn look_up(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    form: Form<Wanted>,
) -> Result<Response, Failure> {
    let Some(address) = address::read(form.value(Wanted::Address)) else {
        let form = form.refused(Wanted::Address, Text::of("address-unreadable"));
        return page(&visit, &on, form, None);
    };
    let console = state.registry.provider();
    let records = match console.look_up(&on.scope, &address).await {
        Ok(records) => records,
        Err(Error::Refused(violations)) => {
            let texts = violations.iter().map(|found| refusal::text(&visit, found));
            let form = texts.fold(form, Form::refused_whole);
            return page(&visit, &on, form, None);
        }
        Err(error) => return Err(error.into()),
    };
    let found = Found {
        shown: address::shown(&address),
        address: address.to_string(),
        records,
        proof: on.here(paths::PROOF),
        brand: on.scope.brand().to_string(),
    };
    page(&visit, &on, form, Some(found))
}

async fn receipt(
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    Path(transaction): Path<String>,
) -> Result<Response, Failure> {
    let transaction = TransactionId::from_wire(&transaction).ok_or(Failure::NotFound)?;
    let console = state.registry.provider();
    let receipt = console.receipt(&on.scope, transaction).await;
    let digits = &transaction.to_wire()[..NAME_DIGITS];
    match refusal::allowed(receipt)? {
        Proven::Whole(receipt) => Ok(file("receipt", digits, receipt.to_json())),
        Proven::Waiting(wait) => Err(Failure::NotYet(wait.as_secs())),
        Proven::Erased | Proven::Unknown => Err(Failure::NotFound),
    }
}

async fn proof(
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    form: Form<Record>,
) -> Result<Response, Failure> {
    let bad = Failure::BadForm;
    let channel = Channel::from_wire(form.value(Record::Channel)).map_err(|_| Failure::BadForm)?;
    let recipient_type =
        RecipientType::from_wire(form.value(Record::Type)).map_err(|_| Failure::BadForm)?;
    let address = Address::from_stored(form.value(Record::Address)).ok_or(bad)?;
    if !address.fits(channel) {
        return Err(Failure::BadForm);
    }
    let query = RecordQuery {
        address,
        recipient_type,
        channel,
    };
    let (console, now) = (state.registry.provider(), state.registry.now());
    let proof = console.record_proof(&on.scope, &query, now).await;
    match refusal::allowed(proof)? {
        Proven::Whole(proof) => Ok(file("state", &now.to_wire()[..10], proof.to_json())),
        Proven::Waiting(wait) => Err(Failure::NotYet(wait.as_secs())),
        Proven::Erased | Proven::Unknown => Err(Failure::NotFound),
    }
}

/// A proof as a file to keep.
fn file(kind: &str, name: &str, json: String) -> Response {
    let name = format!("attachment; filename=\"izin-{kind}-{name}.json\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/json; charset=utf-8".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, json).into_response()
}
