//! Reading a request's body within bounds.

use std::time::Duration;

use axum::body::Bytes;
use axum::body::HttpBody as _;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use domain::ErrorCode;
use serde_json::{Map, Value};

use crate::edge::Problem;

/// The longest body read into memory. A batch of 1,000 consents, each open to the 3,000 retailers a
/// brand may have, is below it.
pub const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How long a client may take to send a body.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A whole body, read and not yet understood. Handlers take it last, so that a request without a
/// valid token is answered before its body is read.
#[derive(Debug)]
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        // A client that asks before it sends (`Expect: 100-continue`) is told no at once: the first
        // read of the body would tell it to go on.
        if request.body().size_hint().lower() > BODY_BYTES_MAX as u64 {
            return Err(too_long());
        }
        let body = axum::body::to_bytes(request.into_body(), BODY_BYTES_MAX);
        match tokio::time::timeout(BODY_TIMEOUT, body).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(error)) if is_too_long(&error) => Err(too_long()),
            Ok(Err(_)) => Err(Problem::code(ErrorCode::H014)),
            Err(_) => Err(Problem::code(ErrorCode::H192).with_status(StatusCode::REQUEST_TIMEOUT)),
        }
    }
}

fn too_long() -> Problem {
    Problem::code(ErrorCode::H014).with_status(StatusCode::PAYLOAD_TOO_LARGE)
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = source {
        if inner.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = inner.source();
    }
    false
}

impl RawBody {
    /// The body as JSON; `H014` when it is none, or when an object in it has a name twice.
    pub fn json(&self) -> Result<Value, Problem> {
        domain::json::read(&self.0).map_err(|_| Problem::code(ErrorCode::H014))
    }

    /// The body as a JSON object: `H014` when it is not JSON, `otherwise` when it is something else.
    pub fn object(&self, otherwise: ErrorCode) -> Result<Map<String, Value>, Problem> {
        match self.json()? {
            Value::Object(object) => Ok(object),
            _ => Err(Problem::code(otherwise)),
        }
    }
}
