//! Refusing, approving and undoing from the one screen.
//!
//! All buttons are in one form, so that it works without a script: the name of the pressed button says
//! which records are meant, and the ticked ones count only where it says so.

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
use crate::kit::form::{Form, fields};
use crate::people::session::{SignedIn, Visit};

fields! {
    /// The buttons and boxes of the one screen.
    pub enum Wish {
        /// What of it is looked at.
        View = hidden("view"),
        One = choice("one"),
        Brand = choice("brand"),
        All = choice("all"),
        Selected = choice("selected"),
        Record = boxes("record", RECORDS_MAX),
        /// What is to be undone.
        Action = hidden("action"),
    }
}

pub async fn change(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    headers: HeaderMap,
    form: Form<Wish>,
) -> Result<Response, Failure> {
    let view = View::from_query(form.value(Wish::View));
    let outcome = match wish(&form)? {
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
    form: Form<Wish>,
) -> Result<Response, Failure> {
    let view = View::from_query(form.value(Wish::View));
    let action = RequestId::from_wire(form.value(Wish::Action)).ok_or(Failure::BadForm)?;
    let undone = state
        .registry
        .people()
        .undo(&person.subject, action, Source::RegistryWeb)
        .await;
    let outcome = outcome(&visit, undone, true)?;
    show(&visit, &person, &state, &headers, view, outcome).await
}

/// What a form asks for; `None`: the selected ones, and none is selected.
fn wish(form: &Form<Wish>) -> Result<Option<(Selection, Status)>, Failure> {
    let button = form.pressed([Wish::One, Wish::Brand, Wish::All, Wish::Selected])?;
    let (status, what) = split(form.value(button))?;
    let selection = match button {
        Wish::One => Selection::Records(vec![what.parse().map_err(|_| Failure::BadForm)?]),
        Wish::Brand => Selection::Brand(BrandCode(what.parse().map_err(|_| Failure::BadForm)?)),
        Wish::All if what == "everything" => Selection::Everything,
        Wish::All => Selection::Channel(Channel::from_wire(what).map_err(|_| Failure::BadForm)?),
        Wish::Selected if what.is_empty() => {
            let ticked = form.all(Wish::Record).map(str::parse);
            let ticked: Result<Vec<RecordRef>, _> = ticked.collect();
            let ticked = ticked.map_err(|_| Failure::BadForm)?;
            return Ok((!ticked.is_empty()).then_some((Selection::Records(ticked), status)));
        }
        _ => return Err(Failure::BadForm),
    };
    Ok(Some((selection, status)))
}

/// `RET:7-600001-1-2`: the status, and what is to have it; `RET` alone for what is ticked.
fn split(value: &str) -> Result<(Status, &str), Failure> {
    let (status, rest) = value.split_once(':').unwrap_or((value, ""));
    let status = Status::from_wire(status).map_err(|_| Failure::BadForm)?;
    Ok((status, rest))
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
