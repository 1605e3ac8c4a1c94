//! One's own addresses: adding, proving and removing them, and how one is told of new consents.

mod adding;
mod removing;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::people::recipient::{ADDRESSES_MAX, AddressId, NoticePolicy, OwnAddress, Person};
use serde::Deserialize;

use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};
use crate::shared::code_form::AddressField;

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

fields! {
    /// One of one's own addresses, and how one is told about it.
    enum OwnField {
        Id = hidden("id"),
        Policy = choice("policy"),
    }
}

struct Own {
    id: u32,
    address: String,
    form: Form<OwnField>,
}

#[derive(Template)]
#[template(path = "people/addresses/list.html")]
struct AddressesPage {
    page: Page,
    addresses: Vec<Own>,
    policies: Vec<Choice>,
    /// Why no address can be added; `None`: one can.
    full: Option<Text>,
    form: Form<AddressField>,
    done: Option<String>,
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
    let done = done.map(|id| visit.words.text(id));
    page(&visit, &person, &state, Form::default(), done).await
}

async fn page(
    visit: &Visit,
    person: &Person,
    state: &WebState,
    form: Form<AddressField>,
    done: Option<String>,
) -> Result<Response, Failure> {
    let policies = state.registry.people().notice_policies(person).await?;
    // They come in the order of the addresses, one for each.
    let own = person.subject.addresses.iter().zip(policies);
    let addresses = own.map(|(own, (_, policy))| Own {
        id: own.id.0,
        address: address::shown(&own.address),
        form: Form::default()
            .with(OwnField::Id, own.id.0)
            .with(OwnField::Policy, policy.as_str()),
    });
    let template = AddressesPage {
        addresses: addresses.collect(),
        policies: choices(visit),
        page: visit
            .page("addresses-title")
            .under(paths::ADDRESSES)
            .of(&form),
        full: has_all(person).then(full),
        form,
        done,
    };
    show_with(template.form.status(), &template)
}

fn has_all(person: &Person) -> bool {
    u32::try_from(person.subject.addresses.len()).is_ok_and(|count| count >= ADDRESSES_MAX)
}

/// Why no more addresses can be added.
fn full() -> Text {
    Text::of("addresses-full").filled("max", ADDRESSES_MAX)
}

fn choices(visit: &Visit) -> Vec<Choice> {
    let choice = |policy: NoticePolicy| {
        let text = visit.words.text(match policy {
            NoticePolicy::AtOnce => "notices-at-once",
            NoticePolicy::Daily => "notices-daily",
            NoticePolicy::Off => "notices-off",
        });
        Choice::new(policy.as_str(), text)
    };
    NoticePolicy::ALL.into_iter().map(choice).collect()
}

async fn set_notices(
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    form: Form<OwnField>,
) -> Result<Response, Failure> {
    let policy = NoticePolicy::from_name(form.value(OwnField::Policy)).ok_or(Failure::BadForm)?;
    let id = own(&person, &form)?.id;
    state
        .registry
        .people()
        .set_notice_policy(&person, id, policy)
        .await?;
    Ok(Redirect::to(&paths::asking(paths::ADDRESSES, "done", "notices")).into_response())
}

/// The address of a form, if it is the person's.
fn own<'a>(person: &'a Person, form: &Form<OwnField>) -> Result<&'a OwnAddress, Failure> {
    let id = AddressId(form.required(OwnField::Id)?);
    person.subject.address(id).ok_or(Failure::NotFound)
}
