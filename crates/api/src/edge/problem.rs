//! The one way out for refusals: the contract's error envelope (contract 3).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::causes;
use domain::{ErrorCode, Location, Violation};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::edge::limits::Exceeded;
use crate::edge::words::CodeWord;

/// When to try again what cannot be done for the moment, in seconds.
pub const UNAVAILABLE_SECONDS: u64 = 5;

/// A refusal on its way to the client.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    violations: Vec<Violation>,
    wait_seconds: Option<u64>,
}

impl Problem {
    /// With the first violation's own status; none at all is an unexpected error.
    pub fn new(violations: Vec<Violation>) -> Self {
        let code = violations
            .first()
            .map_or(ErrorCode::H015, |first| first.code);
        Self {
            status: status(code.http_status()),
            violations,
            wait_seconds: None,
        }
    }

    /// One plain violation.
    pub fn code(code: ErrorCode) -> Self {
        Self::new(vec![code.violation()])
    }

    /// The status it is answered with.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// More is asked for at once than can be done; asking again may help.
    pub fn busy() -> Self {
        Self::code(ErrorCode::H123)
            .with_status(StatusCode::SERVICE_UNAVAILABLE)
            .with_wait(registry::BUSY_SECONDS)
    }

    /// Answers with another status than the code's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Gives values back as they stand in the body, at the place that each violation names: what was
    /// understood may be written in another way there, a retailer's number as a text of digits.
    /// `object` is the one that was sent, or the batch's item at a position.
    #[must_use]
    pub fn as_sent<'a>(
        mut self,
        object: impl Fn(Option<u32>) -> Option<&'a Map<String, Value>>,
    ) -> Self {
        for violation in &mut self.violations {
            let Some(value) = violation.value.as_mut() else {
                continue;
            };
            let mut steps = violation.location.iter();
            let first = match (object(violation.index), steps.next()) {
                (Some(object), Some(Location::Field(name))) => object.get(&**name),
                _ => None,
            };
            let sent = steps.try_fold(first, |at, step| {
                let next = match step {
                    Location::Field(name) => at?.get(&**name),
                    Location::Position(position) => at?.get(usize::try_from(*position).ok()?),
                };
                Some(next)
            });
            if let Some(Some(sent)) = sent {
                value.clone_from(sent);
            }
        }
        self
    }

    /// Gives codes other names, which have the same statuses and messages.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(ErrorCode) -> Option<ErrorCode>) -> Self {
        for violation in &mut self.violations {
            violation.code = name(violation.code).unwrap_or(violation.code);
        }
        self
    }

    /// Says in how many seconds asking again may help.
    #[must_use]
    pub fn with_wait(mut self, seconds: u64) -> Self {
        self.wait_seconds = Some(seconds);
        self
    }
}

/// A status by its number.
pub fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl From<Exceeded> for Problem {
    fn from(exceeded: Exceeded) -> Self {
        Self {
            wait_seconds: Some(exceeded.wait_seconds),
            ..Self::code(exceeded.code)
        }
    }
}

impl From<Violation> for Problem {
    fn from(violation: Violation) -> Self {
        Self::new(vec![violation])
    }
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self::code(code)
    }
}

impl From<Vec<Violation>> for Problem {
    fn from(violations: Vec<Violation>) -> Self {
        Self::new(violations)
    }
}

impl From<registry::Error> for Problem {
    fn from(error: registry::Error) -> Self {
        let status = status(error.http_status());
        let problem = match error {
            registry::Error::Refused(violations) => Self::new(violations),
            registry::Error::Later(wait) => {
                Self::code(registry::LATER_CODE).with_wait(wait.as_secs())
            }
            registry::Error::Failed(source) => {
                tracing::error!(error = causes::told(source.as_ref()), "a request failed");
                Self::code(ErrorCode::H015)
            }
            registry::Error::Unavailable(source) => {
                // Told when it began.
                tracing::debug!(error = causes::told(source.as_ref()), "a request must wait");
                Self::code(ErrorCode::H015).with_wait(UNAVAILABLE_SECONDS)
            }
            // These are in the log already.
            registry::Error::Busy => Self::busy(),
            registry::Error::Unreadable => Self::code(ErrorCode::H015),
        };
        problem.with_status(status)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Envelope {
            errors: self.violations.iter().map(Entry::new).collect(),
        };
        let wait = self.wait_seconds.map(|wait| [(header::RETRY_AFTER, wait)]);
        // A refusal of credentials names what is wanted (RFC 9110, 11.6.1).
        let wanted = (self.status == StatusCode::UNAUTHORIZED)
            .then_some([(header::WWW_AUTHENTICATE, "Bearer")]);
        (self.status, wait, wanted, axum::Json(body)).into_response()
    }
}

/// An empty object: what was asked for is not there.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The body of every refusal.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Envelope<'a> {
    /// Everything that is wrong, together. The answer's status is that of the first.
    errors: Vec<Entry<'a>>,
}

/// One thing that is wrong. Also stands, without the list, in a batch's item results.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Entry<'a> {
    /// The item's position in a batch, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u32>,
    /// The contract's code, `H` and digits.
    #[schema(value_type = CodeWord)]
    code: &'static str,
    /// Field names and list positions.
    #[serde(
        skip_serializing_if = "<[Location]>::is_empty",
        serialize_with = "location"
    )]
    #[schema(value_type = Vec<Value>)]
    location: &'a [Location],
    /// For a person to read, in Turkish.
    message: &'a str,
    /// The offending value as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a Value>,
}

impl<'a> Entry<'a> {
    /// The wire form of a violation.
    pub fn new(violation: &'a Violation) -> Self {
        Self {
            index: violation.index,
            code: violation.code.as_wire(),
            location: &violation.location,
            message: &violation.message,
            value: violation.value.as_ref(),
        }
    }
}

fn location<S: Serializer>(steps: &[Location], serializer: S) -> Result<S::Ok, S::Error> {
    let mut sequence = serializer.serialize_seq(Some(steps.len()))?;
    for step in steps {
        match step {
            Location::Field(name) => sequence.serialize_element(name)?,
            Location::Position(position) => sequence.serialize_element(position)?,
        }
    }
    sequence.end()
}
