//! Pages for what went wrong.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::failure::{NoRight, Overload};
use super::page::{Page, show_with};
use super::visit::Visit;
use crate::WebState;

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
    let visit = Visit::to_nowhere(request.uri(), request.headers(), &state.settings);
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if !refused || has_page(&response) {
        return response;
    }
    let (title, explanation) = if response.extensions().get::<Overload>().is_some() {
        ("failure-busy", "failure-busy-text")
    } else if response.extensions().get::<NoRight>().is_some() {
        ("failure-not-allowed", "failure-not-allowed-text")
    } else {
        texts(status)
    };
    let template = FailurePage {
        page: visit.page(title),
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
