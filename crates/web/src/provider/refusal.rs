//! What the contract refuses, in plain words.

use domain::{ErrorCode, Language, Location, Violation};
use registry::Error;

use crate::kit::failure::Failure;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// A refusal with its code: in Turkish as the contract says it, in English what it means.
pub fn text(visit: &Visit, found: &Violation) -> Text {
    let said = match visit.words.language() {
        Language::Turkish => found.message.as_ref(),
        Language::English => found.code.meaning(),
    };
    Text::of("provider-refused")
        .filled("text", said)
        .filled("code", found.code.as_wire())
}

/// The contract's field that a refusal is about, if it names one.
pub fn field(found: &Violation) -> Option<&str> {
    let mut steps = found.location.iter();
    steps.find_map(|step| match step {
        Location::Field(name) => Some(name.as_ref()),
        Location::Position(_) => None,
    })
}

/// What was asked for, where a page cannot say more of a refusal than that it may not be.
pub fn allowed<T>(found: Result<T, Error>) -> Result<T, Failure> {
    found.map_err(|error| match error {
        Error::Refused(found) if found.iter().all(|one| one.code != ErrorCode::H124) => {
            Failure::NotAllowed
        }
        error => error.into(),
    })
}
