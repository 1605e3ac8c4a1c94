//! Pages for what went wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ErrorCode, Timestamp};
use words::Words;

use crate::WebState;
use crate::kit::page::{Page, Section, show_with};
use crate::kit::visit::{Visit, language_without_account};

/// Why a handler has no page to show. Its page is put in place by [`failure_pages`].
#[derive(Debug)]
pub enum Failure {
    /// There is nothing here, or it is not the visitor's: the two look alike.
    NotFound,
    /// The form is not one of ours.
    BadForm,
    /// The desk's form is of a page about another caller; nothing was done.
    AnotherCall,
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
        let millis = again_at.as_millis().saturating_sub(now.as_millis());
        Self::TooOften(u64::try_from(millis).map_or(1, |millis| millis.div_ceil(1_000).max(1)))
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

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::BadForm => StatusCode::BAD_REQUEST.into_response(),
            Self::AnotherCall => Redirect::to("/desk").into_response(),
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
struct Overload;

fn waiting(status: StatusCode, seconds: u64) -> Response {
    let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (status, wait).into_response()
}

#[derive(Template)]
#[template(path = "kit/failure.html")]
struct FailurePage {
    page: Page,
    explanation: String,
}

/// Puts a page in place of every refusal that has none: a handler's, the router's, a layer's.
pub async fn failure_pages(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response {
    let language = language_without_account(request.uri(), request.headers(), &state.settings);
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || has_page(&response) {
        return response;
    }
    let visit = Visit {
        words: Words::of(language),
        person: None,
        here: "/".to_owned(),
        settings: Arc::clone(&state.settings),
    };
    let (title, explanation) = if response.extensions().get::<Overload>().is_some() {
        ("failure-busy", "failure-busy-text")
    } else {
        texts(status)
    };
    let template = FailurePage {
        page: visit.page(title, Section::None),
        explanation: visit.words.text(explanation),
    };
    let mut page = show_with(status, &template).unwrap_or_else(|_| status.into_response());
    if let Some(wait) = response.headers().get(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, wait.clone());
    }
    page
}

fn has_page(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The title and the explanation of a status.
fn texts(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("failure-not-found", "failure-not-found-text"),
        StatusCode::METHOD_NOT_ALLOWED => ("failure-method", "failure-method-text"),
        StatusCode::FORBIDDEN => ("failure-forbidden", "failure-forbidden-text"),
        StatusCode::PAYLOAD_TOO_LARGE => ("failure-too-much", "failure-too-much-text"),
        StatusCode::TOO_MANY_REQUESTS => ("failure-too-often", "failure-too-often-text"),
        StatusCode::SERVICE_UNAVAILABLE => ("failure-not-yet", "failure-not-yet-text"),
        status if status.is_client_error() => ("failure-form", "failure-form-text"),
        _ => ("failure-ours", "failure-ours-text"),
    }
}
