//! What browsers are told about TLS.

use axum::http::HeaderValue;

/// For a year. Of the other names under the same domain nothing is known here, so they are left alone.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The value of `Strict-Transport-Security` (RFC 6797); `None`: the public address is not one of HTTPS, and
/// whoever was told to keep to that could not come again.
pub fn strict_transport(public_url: &str) -> Option<HeaderValue> {
    public_url.starts_with("https://").then_some(A_YEAR)
}
