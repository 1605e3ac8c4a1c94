//! The whole router, as a client sees it.

use std::ops::Deref;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::browser::Browser;
use crate::names::PHONE;
use crate::place::Place;

/// A place, and what answers requests about it.
pub struct Site {
    /// The registry.
    pub place: Place,
    /// What a server would serve.
    pub router: Router,
}

impl Deref for Site {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Site {
    /// Sends any request, leaving the answer's body unread.
    pub async fn respond(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends any request.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.respond(request).await.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: bytes.to_vec(),
        }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser that has signed in with [`PHONE`].
    pub async fn signed_in(&self) -> Browser<'_> {
        self.signed_in_with(PHONE).await
    }

    /// A browser that has signed in with an address.
    pub async fn signed_in_with(&self, address: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(address).await;
        browser
    }
}

/// A request of JSON (or nothing) with a token (or none).
pub fn request(
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match body {
        Some(value) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(value.to_string())
        }
        None => Body::empty(),
    };
    request.body(body).unwrap()
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The codes of the error envelope, in order.
    pub fn codes(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().expect("an error envelope");
        errors
            .iter()
            .map(|error| error["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The value of a header; empty: there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the last form field of a name; the first may be of the frame round the page.
    pub fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let from = self.text().rfind(&start).expect("a field") + start.len();
        let rest = &self.text()[from..];
        rest[..rest.find('"').unwrap()].to_owned()
    }

    /// That the page says something; the text is as it stands in the HTML.
    #[track_caller]
    pub fn says(&self, text: &str) {
        assert!(
            self.text().contains(text),
            "{text} is not in {}",
            self.text()
        );
    }

    /// That the page does not say something.
    #[track_caller]
    pub fn is_silent_about(&self, text: &str) {
        assert!(!self.text().contains(text), "{text} is in {}", self.text());
    }
}
