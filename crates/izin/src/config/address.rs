//! Addresses in the configuration.

use axum::http::Uri;

/// An address of HTTP, with TLS or without, that holds neither a name nor a password.
pub fn parse(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    let names_nobody = !uri.authority()?.as_str().contains('@');
    (is_http && names_nobody).then_some(uri)
}
