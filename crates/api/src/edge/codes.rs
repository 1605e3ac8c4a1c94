//! What an operation may be refused with, as the OpenAPI document has it: made of the one table of codes, so
//! that a code's status and its meaning are written nowhere else.

use std::collections::BTreeMap;

use domain::ErrorCode;
use utoipa::openapi::content::Content;
use utoipa::openapi::response::Response;
use utoipa::openapi::{Ref, RefOr};

/// The answers of an operation, by their statuses.
pub type Responses = BTreeMap<String, RefOr<Response>>;

/// The schema of every refusal but those of the token address.
pub const ENVELOPE: &str = "Envelope";

/// A code, the status it is answered with, and what it means there.
pub struct Refusal {
    code: ErrorCode,
    status: u16,
    meaning: &'static str,
}

impl Refusal {
    /// As the table of codes has it.
    pub const fn of(code: ErrorCode) -> Self {
        let (status, meaning) = (code.http_status(), code.meaning());
        Self {
            code,
            status,
            meaning,
        }
    }

    /// Answered with another status than the code's own.
    #[must_use]
    pub const fn at(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Meaning something closer here.
    #[must_use]
    pub const fn saying(mut self, meaning: &'static str) -> Self {
        self.meaning = meaning;
        self
    }

    /// Adds the refusal to the answers, unless its code is among those of its status already.
    pub fn note(&self, responses: &mut Responses, schema: &str) {
        let known = responses.entry(self.status.to_string());
        let known = known.or_insert_with(|| {
            let content = Content::new(Some(Ref::from_schema_name(schema)));
            let mut response = Response::default();
            let json = "application/json".to_owned();
            response.content.insert(json, RefOr::T(content));
            RefOr::T(response)
        });
        let (RefOr::T(response), code) = (known, self.code.as_wire()) else {
            return;
        };
        let said = &mut response.description;
        if !said.contains(code) {
            let next = if said.is_empty() { "" } else { "\n" };
            *said = [said.as_str(), next, "- ", code, ": ", self.meaning].concat();
        }
    }
}

/// Names the codes that an operation is refused with, beside what the document says of all operations alike.
/// `= 404` after a code gives it another status than the table's, a text another meaning. The status of an answer
/// is that of its first error; the others may stand beside it.
macro_rules! codes {
    ($name:ident: $($code:ident $(= $status:literal)? $($meaning:literal)?),+ $(,)?) => {
        enum $name {}

        impl utoipa::IntoResponses for $name {
            fn responses() -> $crate::edge::codes::Responses {
                use $crate::edge::codes::{ENVELOPE, Refusal, Responses};
                let mut responses = Responses::new();
                for refusal in [$(
                    Refusal::of(domain::ErrorCode::$code)$(.at($status))?$(.saying($meaning))?,
                )+] {
                    refusal.note(&mut responses, ENVELOPE);
                }
                responses
            }
        }
    };
}
pub(crate) use codes;
