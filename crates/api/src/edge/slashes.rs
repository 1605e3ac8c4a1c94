//! Repeated slashes: clients glue base URLs and paths with one slash too many (contract section 18,
//! no. 4). They are collapsed before routing.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// Collapses repeated slashes in the path.
pub fn collapse(mut request: Request) -> Request {
    if request.uri().path().contains("//")
        && let Some(uri) = collapsed(request.uri())
    {
        *request.uri_mut() = uri;
    }
    request
}

fn collapsed(uri: &Uri) -> Option<Uri> {
    let mut target = String::with_capacity(uri.path().len());
    for byte in uri.path().chars() {
        if byte != '/' || !target.ends_with('/') {
            target.push(byte);
        }
    }
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_slashes_become_one_and_the_query_stays() {
        let uri: Uri = "//sps//1/brands/?after=a//b".parse().expect("a uri");
        assert_eq!(
            collapsed(&uri).expect("a uri").to_string(),
            "/sps/1/brands/?after=a//b"
        );
    }
}
