//! Recording a single consent by hand.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::{Channel, Origin, RecipientType, Source, TransactionId};
use registry::Error;
use registry::provider::Editing;
use serde_json::{Map, Value};

use super::brand::OnBrand;
use super::{paths, refusal};
use crate::WebState;
use crate::kit::address::{self, ADDRESS_MAX};
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Field as _, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

/// The longest date that is typed, in characters.
const DATE_MAX: usize = 25;
/// The longest retailer's number.
const RETAILER_MAX: usize = 12;

pub fn routes() -> Routes {
    Routes::new().route(paths::ENTRY, get(form).post(record))
}

fields! {
    /// A consent, by the contract's names.
    enum Consent {
        Recipient = text("recipient", ADDRESS_MAX),
        Channel = choice("type"),
        Status = choice("status"),
        Source = choice("source"),
        Date = text("consentDate", DATE_MAX),
        Type = choice("recipientType"),
        Retailer = text("retailerCode", RETAILER_MAX),
    }
}

#[derive(Template)]
#[template(path = "provider/entry.html")]
struct EntryPage {
    page: Page,
    form: Form<Consent>,
    action: String,
    /// The receipt of what was recorded last.
    done: Option<String>,
}

impl EntryPage {
    fn channels(&self) -> Vec<Choice> {
        Channel::ALL
            .map(|channel| self.page.channel_choice(channel))
            .into()
    }

    fn statuses(&self) -> Vec<Choice> {
        let all = domain::Status::ALL.into_iter();
        all.map(|one| Choice::new(one.as_wire(), self.page.status(one)))
            .collect()
    }

    fn sources(&self) -> Vec<Choice> {
        let own = Source::ALL.iter();
        let own = own.filter(|source| source.origin() == Origin::Provider);
        let own = own.map(|source| Choice::new(source.as_wire(), self.page.source(Some(*source))));
        let none = Choice::new("", self.page.t("provider-choose"));
        std::iter::once(none).chain(own).collect()
    }

    fn types(&self) -> Vec<Choice> {
        let both = [RecipientType::Individual, RecipientType::Merchant].into_iter();
        both.map(|one| Choice::new(one.as_wire(), self.page.recipient_type(one)))
            .collect()
    }
}

fn page(
    visit: &Visit,
    on: &OnBrand<Editing>,
    form: Form<Consent>,
    done: Option<String>,
) -> Result<Response, Failure> {
    let page = on.page(visit, "provider-entry-title", paths::ENTRY)?;
    let page = EntryPage {
        page: page.of(&form),
        action: on.here(paths::ENTRY),
        form,
        done,
    };
    show_with(page.form.status(), &page)
}

async fn form(
    visit: Visit,
    on: OnBrand<Editing>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let done = query.iter().find(|(name, _)| name == paths::DONE);
    let done = done.and_then(|(_, text)| TransactionId::from_wire(text));
    let receipt = done.map(|transaction| {
        let path = paths::filled(paths::RECEIPT, &[&transaction.to_wire()]);
        on.here(&path)
    });
    let form = Form::default().with(Consent::Type, RecipientType::Individual.as_wire());
    page(&visit, &on, form, receipt)
}

async fn record(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    mut form: Form<Consent>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    match console.record(&on.scope, &contract_fields(&form)).await {
        Ok(receipt) => {
            let here = on.here(paths::ENTRY);
            let done = receipt.transaction.to_wire();
            let next = format!("{here}&{}={done}", paths::DONE);
            Ok(Redirect::to(&next).into_response())
        }
        Err(Error::Refused(violations)) => {
            for found in &violations {
                let text = refusal::text(&visit, found);
                let named = refusal::field(found);
                let fields = Consent::ALL.iter();
                let field = fields
                    .copied()
                    .find(|field| Some(field.rule().name) == named);
                form = match field {
                    Some(field) => form.refused(field, text),
                    None => form.refused_whole(text),
                };
            }
            page(&visit, &on, form, None)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, as the contract has it: an address as people write it, a date with or without its seconds.
fn contract_fields(form: &Form<Consent>) -> Map<String, Value> {
    let typed = Consent::ALL.iter().filter_map(|field| {
        let text = form.value(*field).trim();
        let value: Value = match field {
            _ if text.is_empty() => return None,
            Consent::Recipient => {
                let read = address::read(text);
                read.map_or_else(|| text.to_owned(), |address| address.to_string())
                    .into()
            }
            Consent::Date => date(text).into(),
            Consent::Retailer => text
                .parse::<u32>()
                .map_or_else(|_| text.into(), Value::from),
            _ => text.into(),
        };
        Some((field.rule().name.to_owned(), value))
    });
    typed.collect()
}

/// A date as browsers send it, or as people write it, in the contract's form where it is one: `2026-03-10T12:00`.
fn date(text: &str) -> String {
    let text = text.replacen('T', " ", 1);
    match text.len() {
        16 => format!("{text}:00"),
        _ => text,
    }
}
