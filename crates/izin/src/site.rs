//! One port, two interfaces: what programs call and the pages people see.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use tower::{ServiceExt, service_fn};

/// Whatever is below a path that belongs to the interface for programs goes there, mistakes included:
/// a program is answered in its own form. The rest is the pages'.
pub fn router(api: Router, pages: Router) -> Router {
    let choose = service_fn(move |request: Request| {
        let side = if api::serves(request.uri().path()) {
            api.clone()
        } else {
            pages.clone()
        };
        answer(side, request)
    });
    Router::new().fallback_service(choose)
}

async fn answer(side: Router, request: Request) -> Result<Response, Infallible> {
    side.oneshot(request).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use axum::body::{Body, to_bytes};

    use super::*;

    async fn asked(path: &str) -> String {
        let side = |name: &'static str| Router::new().fallback(async move || name);
        let both = router(side("api"), side("pages"));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = both.oneshot(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), 100).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn programs_and_people_find_their_own_side() {
        for path in [
            "/sps/1/brands/1/consents",
            "//sps//x",
            "/v2/sps",
            "/oauth2/token",
            "/izin/v1/docs",
            "/log/checkpoint",
            "/brands/1",
        ] {
            assert_eq!(asked(path).await, "api", "{path}");
        }
        for path in [
            "/",
            "/sign-in",
            "/consents",
            "/spsx",
            "/e/abc",
            "/demo/inbox",
        ] {
            assert_eq!(asked(path).await, "pages", "{path}");
        }
    }
}
