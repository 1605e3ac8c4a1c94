//! One's own addresses: adding, proving and removing them, and how one is told of new consents.

mod adding;
mod removing;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::people::recipient::{ADDRESSES_MAX, AddressId, NoticePolicy, Person};
use serde::Deserialize;

use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::ADDRESSES, get(list).post(adding::send_code))
        .route(
            paths::ADDRESSES_CODE,
            get(adding::code_form).post(adding::check_code),
        )
        .route(paths::ADDRESSES_NOTICES, post(set_notices))
        .route(
            paths::ADDRESSES_REMOVE,
            get(removing::confirm).post(removing::remove),
        )
}

struct Own {
    id: u32,
    address: String,
    policies: Vec<Policy>,
}

struct Policy {
    name: &'static str,
    text: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "people/addresses/list.html")]
struct AddressesPage {
    page: Page,
    addresses: Vec<Own>,
    /// Why no address can be added; `None`: one can.
    full: Option<String>,
    typed: String,
    error: Option<String>,
    done: Option<String>,
}

/// What stands on the page besides the addresses.
#[derive(Default)]
struct Said {
    typed: String,
    error: Option<String>,
    done: Option<String>,
    status: StatusCode,
}

impl Said {
    /// What was wrong with an address typed in.
    fn wrong(status: StatusCode, typed: &str, error: String) -> Self {
        Self {
            typed: typed.to_owned(),
            error: Some(error),
            done: None,
            status,
        }
    }
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn list(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Query(query): Query<Done>,
) -> Result<Response, Failure> {
    let done = match query.done.as_str() {
        "added" => Some("addresses-added"),
        "theirs" => Some("addresses-theirs"),
        "removed" => Some("addresses-removed"),
        "notices" => Some("addresses-notices-set"),
        _ => None,
    };
    let said = Said {
        done: done.map(|id| visit.words.text(id)),
        ..Said::default()
    };
    page(&visit, &person, &state, said).await
}

async fn page(
    visit: &Visit,
    person: &Person,
    state: &WebState,
    said: Said,
) -> Result<Response, Failure> {
    let policies = state.registry.people().notice_policies(person).await?;
    // They come in the order of the addresses, one for each.
    let own = person.subject.addresses.iter().zip(policies);
    let addresses = own.map(|(own, (_, policy))| Own {
        id: own.id.0,
        address: address::shown(&own.address),
        policies: choices(visit, policy),
    });
    let page = AddressesPage {
        addresses: addresses.collect(),
        page: visit.page("addresses-title").under(paths::ADDRESSES),
        full: has_all(person).then(|| full(visit)),
        typed: said.typed,
        error: said.error,
        done: said.done,
    };
    show_with(said.status, &page)
}

fn has_all(person: &Person) -> bool {
    u32::try_from(person.subject.addresses.len()).is_ok_and(|count| count >= ADDRESSES_MAX)
}

/// Why no more addresses can be added.
fn full(visit: &Visit) -> String {
    let most = [("max", ADDRESSES_MAX.into())];
    visit.words.with("addresses-full", &most)
}

fn choices(visit: &Visit, chosen: NoticePolicy) -> Vec<Policy> {
    let choice = |policy: NoticePolicy| Policy {
        name: policy.as_str(),
        text: visit.words.text(match policy {
            NoticePolicy::AtOnce => "notices-at-once",
            NoticePolicy::Daily => "notices-daily",
            NoticePolicy::Off => "notices-off",
        }),
        chosen: policy == chosen,
    };
    NoticePolicy::ALL.into_iter().map(choice).collect()
}

#[derive(Deserialize)]
struct Notices {
    id: u32,
    policy: String,
}

async fn set_notices(
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Form(sent): Form<Notices>,
) -> Result<Response, Failure> {
    let policy = NoticePolicy::from_name(&sent.policy).ok_or(Failure::BadForm)?;
    let id = own(&person, sent.id)?;
    state
        .registry
        .people()
        .set_notice_policy(&person, id, policy)
        .await?;
    Ok(Redirect::to(&paths::asking(paths::ADDRESSES, "done", "notices")).into_response())
}

/// The address of a form, if it is the person's.
fn own(person: &Person, id: u32) -> Result<AddressId, Failure> {
    let own = person.subject.address(AddressId(id));
    own.map(|own| own.id).ok_or(Failure::NotFound)
}
