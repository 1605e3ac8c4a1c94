//! What is told of a row: codes, and the fields they are about.

use std::borrow::Cow;

use domain::{ErrorCode, Location, Violation};
use serde::{Deserialize, Serialize};
use tables::layout::Field;

/// A refusal of what is refused: the same state, which is no error of a file.
pub(super) const REPEATED: &str = ErrorCode::H174.as_wire();

/// What is wrong with a row: a code, and the field it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The contract's code, or a word of [`tables::Flaw`].
    #[serde(rename = "c")]
    pub code: Cow<'static, str>,
    /// The field, as the contract names it.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'static, str>>,
}

/// What is told of a violation of the contract.
pub(super) fn told_of(violation: &Violation) -> Told {
    let field = match violation.location.first() {
        Some(Location::Field(name)) => Field::from_wire(name),
        _ => None,
    };
    Told {
        code: violation.code.as_wire().into(),
        field: field.map(|field| field.as_wire().into()),
    }
}

/// A refusal of the contract without a place.
pub(super) fn told(code: ErrorCode) -> Vec<Told> {
    vec![told_of(&code.violation())]
}
