//! Refusing, approving and undoing from the one screen.
//!
//! All buttons are in one form, so that it works without a script: the name of the pressed button says
//! which records are meant, and the ticked ones count only where it says so.

use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{BrandCode, Channel, RequestId, Source, Status};
use registry::people::recipient::{ChangeError, Changed, RECORDS_MAX, RecordRef, Selection};

use super::done::Done;
use super::list::{Outcome, show};
use super::view::View;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Fields, all, once};
use crate::people::session::{SignedIn, Visit};

pub async fn change(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let view = View::from_query(once(&fields, "view")?.unwrap_or_default());
    let outcome = match wish(&fields)? {
        None => Outcome::Not(visit.words.text("change-none-selected")),
        Some((selection, status)) => {
            let changed = state
                .registry
                .people()
                .change(&person.subject, &selection, status, Source::RegistryWeb)
                .await;
            outcome(&visit, changed, false)?
        }
    };
    show(&visit, &person, &state, &headers, view, outcome).await
}

pub async fn undo(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let view = View::from_query(once(&fields, "view")?.unwrap_or_default());
    let action = once(&fields, "action")?
        .and_then(RequestId::from_wire)
        .ok_or(Failure::BadForm)?;
    let undone = state
        .registry
        .people()
        .undo(&person.subject, action, Source::RegistryWeb)
        .await;
    let outcome = outcome(&visit, undone, true)?;
    show(&visit, &person, &state, &headers, view, outcome).await
}

/// What a form asks for; `None`: the selected ones, and none is selected.
fn wish(fields: &Fields) -> Result<Option<(Selection, Status)>, Failure> {
    let wishes = ["one", "brand", "all", "selected"].map(|name| once(fields, name));
    let [one, brand, all, selected] = wishes;
    let (one, brand, all, selected) = (one?, brand?, all?, selected?);
    // One button is pressed at a time.
    if [one, brand, all, selected].into_iter().flatten().count() > 1 {
        return Err(Failure::BadForm);
    }
    if let Some(one) = one {
        let (status, record) = split(one)?;
        let record = record.parse().map_err(|_| Failure::BadForm)?;
        return Ok(Some((Selection::Records(vec![record]), status)));
    }
    if let Some(brand) = brand {
        let (status, code) = split(brand)?;
        let code = code.parse().map_err(|_| Failure::BadForm)?;
        return Ok(Some((Selection::Brand(BrandCode(code)), status)));
    }
    if let Some(all) = all {
        let (status, channel) = split(all)?;
        let selection = match channel {
            "everything" => Selection::Everything,
            channel => {
                Selection::Channel(Channel::from_wire(channel).map_err(|_| Failure::BadForm)?)
            }
        };
        return Ok(Some((selection, status)));
    }
    let status = selected.ok_or(Failure::BadForm)?;
    let status = Status::from_wire(status).map_err(|_| Failure::BadForm)?;
    let records = ticked(fields)?;
    Ok((!records.is_empty()).then_some((Selection::Records(records), status)))
}

/// `RET:7-600001-1-2`: the status, and what is to have it.
fn split(value: &str) -> Result<(Status, &str), Failure> {
    let (status, rest) = value.split_once(':').ok_or(Failure::BadForm)?;
    let status = Status::from_wire(status).map_err(|_| Failure::BadForm)?;
    Ok((status, rest))
}

fn ticked(fields: &Fields) -> Result<Vec<RecordRef>, Failure> {
    let ticked = all(fields, "record");
    if ticked.clone().count() > RECORDS_MAX {
        return Err(Failure::TooMany);
    }
    ticked
        .map(|record| record.parse().map_err(|_| Failure::BadForm))
        .collect()
}

/// What is said about it.
pub fn outcome(
    visit: &Visit,
    changed: Result<Changed, ChangeError>,
    undone: bool,
) -> Result<Outcome, Failure> {
    match changed {
        Ok(changed) => Ok(Outcome::Done(Done::new(visit, &changed, undone))),
        Err(ChangeError::NotYours | ChangeError::UnknownBrand) => Err(Failure::NotFound),
        Err(ChangeError::TooMany) => Err(Failure::TooMany),
        Err(ChangeError::TooLate) => Ok(Outcome::Not(visit.words.text("undo-too-late"))),
        Err(ChangeError::NothingToUndo) => Ok(Outcome::Not(visit.words.text("undo-nothing"))),
        Err(ChangeError::Failed(error)) => Err(error.into()),
    }
}
