//! One port, two interfaces: what programs call and the pages people see.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use edge::path;
use tower::{ServiceExt, service_fn};

/// Whatever is below a path that belongs to the interface for programs goes there, mistakes included:
/// a program is answered in its own form. The rest is the pages'; where they have nothing, a program is
/// told so by the interface for programs all the same.
pub fn router(api: Router, pages: Router) -> Router {
    let choose = service_fn(move |request: Request| answer(api.clone(), pages.clone(), request));
    Router::new().fallback_service(choose)
}

async fn answer(api: Router, pages: Router, mut request: Request) -> Result<Response, Infallible> {
    if let Some(uri) = path::normalized(request.uri()) {
        *request.uri_mut() = uri;
    }
    if api::serves(request.uri().path()) {
        return api.oneshot(request).await;
    }
    // Asked only then, because a proxy may have people sign in and pass their token on to the pages.
    if !is_program(request.headers()) {
        return pages.oneshot(request).await;
    }
    let mut again = Request::new(Body::empty());
    request.method().clone_into(again.method_mut());
    request.uri().clone_into(again.uri_mut());
    again.extensions_mut().clone_from(request.extensions());
    let response = pages.oneshot(request).await?;
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => api.oneshot(again).await,
        _ => Ok(response),
    }
}

/// Whether a request has what a browser sends for no page: credentials in its head, or JSON.
fn is_program(headers: &HeaderMap) -> bool {
    let speaks_json = |name| {
        headers.get_all(name).iter().any(|value| {
            let value = value.as_bytes().to_ascii_lowercase();
            value.windows(4).any(|four| four == b"json")
        })
    };
    headers.contains_key(header::AUTHORIZATION)
        || speaks_json(header::CONTENT_TYPE)
        || speaks_json(header::ACCEPT)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use axum::body::to_bytes;
    use axum::routing::get;

    use super::*;

    /// Which side answers; the pages have `/sign-in` alone, the other side says whatever it is asked.
    async fn asked(request: Request) -> String {
        let api = Router::new().fallback(async || "api");
        let pages = Router::new()
            .route("/", get(async || "pages"))
            .route("/sign-in", get(async || "pages"))
            .fallback(async || (StatusCode::NOT_FOUND, "pages"));
        let response = router(api, pages).oneshot(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), 100).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn plain(path: &str) -> Request {
        Request::get(path).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn programs_and_people_find_their_own_side() {
        for path in [
            "/sps/1/brands/1/consents",
            "//sps//x",
            "/%73ps/1/brands",
            "/v2/sps",
            "/oauth2/token",
            "/oauth/token",
            "/oauth/refresh",
            "/via/sps/1/consent",
            "/widget/x",
            "/otp-management/api/v1/x",
            "/version",
            "/v1/consents",
            "/izin/v1/docs",
            "/log/checkpoint",
            "/brands/1",
        ] {
            assert_eq!(asked(plain(path)).await, "api", "{path}");
        }
        for path in [
            "/",
            "/sign-in",
            "/sign%2Din",
            "/consents",
            "/spsx",
            "/e/abc",
            "/demo/inbox",
        ] {
            assert_eq!(asked(plain(path)).await, "pages", "{path}");
        }
    }

    #[tokio::test]
    async fn a_program_is_answered_in_its_own_form_where_there_is_no_page() {
        for (name, value) in [
            (header::AUTHORIZATION, "Bearer x"),
            (header::AUTHORIZATION, "Basic x"),
            (header::CONTENT_TYPE, "application/JSON; charset=utf-8"),
            (header::ACCEPT, "application/json, text/plain, */*"),
        ] {
            for path in ["/consents/status", "/sp/1/brands", "/api/x"] {
                let request = Request::post(path).header(&name, value);
                let request = request.body(Body::from("{}")).unwrap();
                assert_eq!(asked(request).await, "api", "{name} {path}");
            }
            // A page that is there is a page, whatever a proxy adds.
            let request = Request::get("/sign-in").header(&name, value);
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(asked(request).await, "pages", "{name}");
        }
    }
}
