//! A brand's retailers: a list by pages, adding one, and removing one that no record refers to.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::RetailerCode;
use registry::Error;
use registry::contract::retailers::draft::TEXT_CHARS_MAX;
use registry::contract::retailers::numbers::{MERSIS_DIGITS, TCKN_DIGITS};
use registry::contract::retailers::{RetailerPage, RetailerStatus, places};
use registry::provider::retailers::PAGE_RETAILERS;
use registry::provider::{Managing, Right, Viewing};
use serde_json::{Map, Value, json};

use super::brand::{OnBrand, done_of};
use super::paths;
use super::refusal::{self, allowed};
use crate::WebState;
use crate::kit::address::{self, ADDRESS_MAX};
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Field as _, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// What may have been done, and what is said of it.
const DONE: [(&str, &str); 2] = [
    ("added", "retailers-added"),
    ("removed", "retailers-removed"),
];

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::RETAILERS, get(list))
        .route(paths::RETAILER_NEW, get(form).post(add))
        .route(paths::RETAILER_REMOVE, post(remove))
}

fields! {
    /// A retailer, by the contract's names.
    enum New {
        Title = text("title", TEXT_CHARS_MAX),
        Name = text("name", TEXT_CHARS_MAX),
        Tckn = text("tckn", TCKN_DIGITS),
        Tin = text("tin", TCKN_DIGITS),
        Town = choice("town"),
        Mersis = text("mersis", MERSIS_DIGITS),
        Alias = text("alias", TEXT_CHARS_MAX),
        Mobile = text("mobile", ADDRESS_MAX),
    }
}

#[derive(Template)]
#[template(path = "provider/retailers/list.html")]
struct ListPage {
    page: Page,
    form: Form<New>,
    lines: Vec<Line>,
    total: u64,
    manages: bool,
    new: String,
    record: String,
    newer: Option<String>,
    older: Option<String>,
    done: Option<&'static str>,
}

/// A retailer in words.
struct Line {
    code: u32,
    title: String,
    place: String,
    state: Option<&'static str>,
    references: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "provider/retailers/new.html")]
struct NewPage {
    page: Page,
    form: Form<New>,
    action: String,
}

impl NewPage {
    /// The districts with their provinces, as one list.
    fn towns(&self) -> Vec<Choice> {
        let mut towns: Vec<_> = places::towns().iter().collect();
        towns.sort_by_key(|town| town.city);
        let none = Choice::new("", self.page.t("provider-choose"));
        let each = towns.into_iter().map(|town| {
            let city = places::city(town.city).map_or("", |city| city.name);
            Choice::new(town.code, format!("{city} – {}", town.name))
        });
        std::iter::once(none).chain(each).collect()
    }
}

fn line<P>(
    page: &Page,
    on: &OnBrand<P>,
    found: &RetailerPage,
    one: &registry::contract::retailers::Retailer,
) -> Line {
    let count = found.references.as_ref();
    let count = count.map(|counts| counts.get(&one.code).copied().unwrap_or_default());
    let details = &one.details;
    Line {
        code: one.code.0,
        title: details.title.clone(),
        place: format!("{} – {}", details.city.name, details.town.name),
        state: match details.status {
            RetailerStatus::Active => None,
            RetailerStatus::Passive => Some("retailers-passive"),
            RetailerStatus::Suspended => Some("retailers-suspended"),
        },
        references: match count {
            Some(count) => page.t1("retailers-records", "count", count),
            None => page.t("retailers-records-many"),
        },
        remove: on.here(&paths::filled(paths::RETAILER_REMOVE, &[&one.code])),
    }
}

/// The list with what is wrong, if anything is.
async fn list_page<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    state: &WebState,
    number: u32,
    form: Form<New>,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let found = console.retailers(&on.scope, number.saturating_sub(1)).await;
    let found = allowed(found)?;
    let page = on
        .page(visit, "retailers-page", paths::RETAILERS)?
        .of(&form);
    let lines = found.retailers.iter();
    let lines = lines.map(|one| line(&page, on, &found, one)).collect();
    let at = |number: u32| format!("{}&{}={number}", on.here(paths::RETAILERS), paths::PAGE);
    let shown = u64::from(number) * u64::from(PAGE_RETAILERS);
    let template = ListPage {
        manages: on.at.0.may(Right::Manage, on.scope.brand()),
        new: on.here(paths::RETAILER_NEW),
        record: on.here(paths::RETAILER_RECORD),
        newer: (number > 1).then(|| at(number - 1)),
        older: (found.total > shown).then(|| at(number + 1)),
        total: found.total,
        page,
        form,
        lines,
        done,
    };
    show_with(template.form.status(), &template)
}

async fn list(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let named = |wanted: &str| {
        let mut query = query.iter();
        query.find(|(name, _)| name == wanted).map(|(_, word)| word)
    };
    let number = named(paths::PAGE).and_then(|text| text.parse().ok());
    let number = number.filter(|number| *number > 0).unwrap_or(1);
    let done = done_of(&query, &DONE);
    list_page(&visit, &on, &state, number, Form::default(), done).await
}

fn form_page(visit: &Visit, on: &OnBrand<Managing>, form: Form<New>) -> Result<Response, Failure> {
    let page = on.page(visit, "retailers-new", paths::RETAILERS)?.of(&form);
    let template = NewPage {
        page,
        action: on.here(paths::RETAILER_NEW),
        form,
    };
    show_with(template.form.status(), &template)
}

async fn form(visit: Visit, on: OnBrand<Managing>) -> Result<Response, Failure> {
    form_page(&visit, &on, Form::default())
}

async fn add(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    mut form: Form<New>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let added = console
        .add_retailer(&on.scope, contract_fields(&form))
        .await;
    let violations = match added {
        Ok(_) => return Ok(on.done(paths::RETAILERS, "added")),
        Err(Error::Refused(violations)) => violations,
        Err(error) => return Err(error.into()),
    };
    for found in &violations {
        let named = match refusal::field(found) {
            // The province is the district's.
            Some("city") => continue,
            Some("town") => {
                if form.at(New::Town).error.is_none() {
                    form.refuse(New::Town, Text::of("retailers-no-town"));
                }
                continue;
            }
            named => named,
        };
        let text = refusal::text(&visit, found);
        let mut fields = New::ALL.iter().copied();
        form = match fields.find(|field| Some(field.rule().name) == named) {
            Some(field) => form.refused(field, text),
            None => form.refused_whole(text),
        };
    }
    form_page(&visit, &on, form)
}

/// What was typed, as the contract has it: the district with its province, a telephone number as people write it.
fn contract_fields(form: &Form<New>) -> Map<String, Value> {
    let mut fields = Map::new();
    for field in New::ALL {
        let text = form.value(*field).trim();
        // Of an empty form every field is told.
        if text.is_empty() && *field != New::Title {
            continue;
        }
        let name = field.rule().name.to_owned();
        match field {
            New::Town => {
                let town = text.parse().ok().and_then(places::town);
                let Some(town) = town else { continue };
                let city = places::city(town.city).map_or("", |city| city.name);
                fields.insert(name, json!({ "code": town.code, "name": town.name }));
                let city = json!({ "code": town.city, "name": city });
                fields.insert("city".to_owned(), city);
            }
            New::Mobile => {
                let read = address::read(text).map(|address| address.to_string());
                fields.insert(name, read.unwrap_or_else(|| text.to_owned()).into());
            }
            _ => {
                fields.insert(name, text.into());
            }
        }
    }
    fields
}

async fn remove(
    visit: Visit,
    on: OnBrand<Managing>,
    Path(code): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let code = code.parse().map_err(|_| Failure::NotFound)?;
    let console = state.registry.provider();
    match console.remove_retailer(&on.scope, RetailerCode(code)).await {
        Ok(()) => Ok(on.done(paths::RETAILERS, "removed")),
        Err(Error::Refused(found)) => {
            let texts = found.iter().map(|one| refusal::text(&visit, one));
            let form = texts.fold(Form::default(), Form::refused_whole);
            list_page(&visit, &on, &state, 1, form, None).await
        }
        Err(error) => Err(error.into()),
    }
}
