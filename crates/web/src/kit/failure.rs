//! What can go wrong.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ErrorCode, Timestamp};
use registry::people::recipient::ChangeError;

/// Why a handler has no page to show. Its page is put in place by `failure_pages`.
#[derive(Debug)]
pub enum Failure {
    /// There is nothing here, or it is not the visitor's: the two look alike.
    NotFound,
    /// The visitor sees that it is there, and may not do this with it.
    NotAllowed,
    /// The form is not one of ours.
    BadForm,
    /// The form is of a page that is over; nothing was done. Where to go on.
    Over(&'static str),
    /// More at once than is done at once.
    TooMany,
    /// Too often; the seconds to wait.
    TooOften(u64),
    /// It is being made; the seconds to wait.
    NotYet(u64),
    /// More is asked for at once than can be done.
    Busy,
    /// The registry or a template failed; the log has the cause.
    Failed,
}

impl Failure {
    /// Too often, until an instant.
    pub fn until(again_at: Timestamp, now: Timestamp) -> Self {
        Self::TooOften(again_at.wait_seconds(now))
    }

    /// A template that could not be rendered.
    #[allow(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
    pub fn template(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be rendered");
        Self::Failed
    }
}

impl From<registry::Error> for Failure {
    fn from(error: registry::Error) -> Self {
        if let registry::Error::Later(wait) = error {
            return Self::NotYet(wait.as_secs());
        }
        if matches!(error, registry::Error::Busy) {
            // It is in the log already.
            return Self::Busy;
        }
        if let registry::Error::Refused(violations) = &error
            && violations.iter().any(|found| found.code == ErrorCode::H124)
        {
            return Self::TooOften(1);
        }
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        if matches!(error, registry::Error::Unavailable(_)) {
            // Told when it began. What was to be changed may have been recorded all the same, so that nobody is told
            // that nothing has been.
            tracing::debug!(%error, cause, "a page could not be made");
            return Self::Failed;
        }
        tracing::error!(%error, cause, "a page could not be made");
        Self::Failed
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotYours | ChangeError::UnknownBrand => Self::NotFound,
            ChangeError::TooMany => Self::TooMany,
            ChangeError::TooLate | ChangeError::NothingToUndo => Self::BadForm,
            ChangeError::Failed(error) => error.into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::NotAllowed => {
                let mut response = StatusCode::FORBIDDEN.into_response();
                response.extensions_mut().insert(NoRight);
                response
            }
            Self::BadForm => StatusCode::BAD_REQUEST.into_response(),
            Self::Over(path) => Redirect::to(path).into_response(),
            Self::TooMany => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            Self::TooOften(seconds) => waiting(StatusCode::TOO_MANY_REQUESTS, seconds),
            Self::NotYet(seconds) => waiting(StatusCode::SERVICE_UNAVAILABLE, seconds),
            Self::Busy => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                let mut response = waiting(status, registry::BUSY_SECONDS);
                response.extensions_mut().insert(Overload);
                response
            }
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// Tells a refusal for want of places from one for what is not there yet; both are 503.
#[derive(Clone, Copy)]
pub struct Overload;

/// Tells a refusal for want of a right from that of another site's form; both are 403.
#[derive(Clone, Copy)]
pub struct NoRight;

fn waiting(status: StatusCode, seconds: u64) -> Response {
    let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (status, wait).into_response()
}
