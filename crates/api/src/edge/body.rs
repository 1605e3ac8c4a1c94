//! Reading a request's body within bounds.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use domain::ErrorCode;
use domain::causes;
use edge::pace::Paced;
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::ApiState;
use crate::edge::Problem;
use crate::edge::parsing::{Room, UNCOUNTED_BYTES_MAX};
use crate::edge::sharer::sharer;

/// The longest body of a request for tokens, in bytes: the one that strangers send.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// The longest body about one thing, in bytes. A consent open to the 3,000 retailers a brand may have is
/// below it.
pub const ONE_BYTES_MAX: usize = 128 * 1024;

/// The longest body with a list of 1,000 addresses, in bytes, however they are spelt.
pub const ADDRESSES_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The longest body of all, in bytes: a batch of 1,000 consents, each open to the 3,000 retailers a brand
/// may have, is below it.
pub const BATCH_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How long a client may take to send a body, or the first [`UNCOUNTED_BYTES_MAX`] of a longer one.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// How many bytes a second the rest of a longer body has to come at.
pub const LONG_BODY_RATE: u32 = 64 * 1024;

/// A whole body of at most so many bytes, read and not yet understood. Handlers take it last, so that a
/// request without a valid token is answered before its body is read.
///
/// What is longer than [`UNCOUNTED_BYTES_MAX`] has room in the common budget for as long as its bytes are held.
#[derive(Debug)]
pub struct RawBody<const BYTES_MAX: usize = ONE_BYTES_MAX>(pub Bytes);

impl<const BYTES_MAX: usize> FromRequest<ApiState> for RawBody<BYTES_MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Problem> {
        let party = sharer(request.extensions());
        let body = request.into_body();
        let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        // A client that asks before it sends (`Expect: 100-continue`) is told no at once: the first
        // read of the body would tell it to go on.
        if declared > BYTES_MAX {
            return Err(too_long());
        }
        let mut reading = Reading {
            body,
            bytes: Vec::with_capacity(declared.min(UNCOUNTED_BYTES_MAX)),
            most: BYTES_MAX,
        };
        if declared <= UNCOUNTED_BYTES_MAX {
            match timeout(BODY_TIMEOUT, reading.read_to(UNCOUNTED_BYTES_MAX)).await {
                Ok(Ok(Read::All)) => return Ok(Self(reading.bytes.into())),
                Ok(read) => read?,
                Err(_) => return Err(too_slow()),
            };
        }
        let length = reading.body.size_hint().upper();
        let length = length.map_or(BYTES_MAX, |rest| {
            let rest = usize::try_from(rest).unwrap_or(usize::MAX);
            rest.saturating_add(reading.bytes.len()).min(BYTES_MAX)
        });
        let room = state.parsing.room(party, length).await?;
        reading
            .bytes
            .reserve(declared.saturating_sub(reading.bytes.len()));
        reading.body = Body::new(Paced::at(LONG_BODY_RATE, reading.body));
        reading.read_to(BYTES_MAX).await?;
        Ok(Self(Bytes::from_owner(Counted {
            bytes: reading.bytes,
            _room: room,
        })))
    }
}

fn json(bytes: &[u8]) -> Result<Value, Problem> {
    domain::json::read(bytes).map_err(|_| Problem::code(ErrorCode::H014))
}

fn object(value: Value, otherwise: ErrorCode) -> Result<Map<String, Value>, Problem> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Problem::code(otherwise)),
    }
}

/// A body that has room in the budget.
struct Counted {
    bytes: Vec<u8>,
    _room: Room,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

struct Reading {
    body: Body,
    bytes: Vec<u8>,
    most: usize,
}

enum Read {
    All,
    More,
}

impl Reading {
    /// Reads on until there are more bytes than so many, or no more.
    async fn read_to(&mut self, bytes: usize) -> Result<Read, Problem> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|error| unread(&error))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if self.bytes.len() + data.len() > self.most {
                return Err(too_long());
            }
            self.bytes.extend_from_slice(data);
            if self.bytes.len() > bytes {
                return Ok(Read::More);
            }
        }
        Ok(Read::All)
    }
}

fn too_long() -> Problem {
    Problem::code(ErrorCode::H014).with_status(StatusCode::PAYLOAD_TOO_LARGE)
}

fn too_slow() -> Problem {
    Problem::code(ErrorCode::H192).with_status(StatusCode::REQUEST_TIMEOUT)
}

/// Why a body broke off.
fn unread(error: &axum::Error) -> Problem {
    if causes::chain(error).any(<dyn std::error::Error>::is::<edge::pace::TooSlow>) {
        return too_slow();
    }
    Problem::code(ErrorCode::H014)
}

impl<const BYTES_MAX: usize> RawBody<BYTES_MAX> {
    /// The body as JSON; `H014` when it is none, or when an object in it has a name twice.
    pub fn json(&self) -> Result<Value, Problem> {
        json(&self.0)
    }

    /// The body as a JSON object: `H014` when it is not JSON, `otherwise` when it is something else.
    pub fn object(&self, otherwise: ErrorCode) -> Result<Map<String, Value>, Problem> {
        object(self.json()?, otherwise)
    }

    /// The same, of a body that may be long.
    pub async fn object_apart(
        &self,
        state: &ApiState,
        otherwise: ErrorCode,
    ) -> Result<Map<String, Value>, Problem> {
        let value = self.understood(state, |bytes| json(bytes)).await??;
        object(value, otherwise)
    }

    /// Understands the body, a long one on a thread that nobody else waits for.
    pub async fn understood<T: Send + 'static>(
        &self,
        state: &ApiState,
        work: impl FnOnce(&Bytes) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        if self.0.len() <= UNCOUNTED_BYTES_MAX {
            return Ok(work(&self.0));
        }
        let bytes = self.0.clone();
        state.parsing.apart(move || work(&bytes)).await
    }
}
