//! All routes together, and what is wrapped round them.

use ::edge::path;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;
use edge::transport::strict_transport;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;
use crate::edge::limits::Limit;
use crate::edge::problem::Envelope;
use crate::edge::{ClientIp, Problem};
use crate::{document, iys, own};

/// What stands above the operations in the OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "izin",
        description = "An open consent registry for commercial messages. The paths under /sps, /v2, \
                   /integrator, /info and /oauth2 are the İYS contract; those under /izin/v1 \
                   are our own.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Envelope))
)]
struct Document;

/// The whole HTTP interface over a registry.
pub fn router(state: ApiState) -> Router {
    let strict_transport = strict_transport(&state.settings.texts.public_url);
    let limit = middleware::from_fn_with_state(state.clone(), limit_requests);
    let routes = routes(iys::routes().layer(limit))
        .fallback(unknown_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| {
            Problem::code(ErrorCode::H015).into_response()
        }))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(middleware::map_response(async |response: Response| {
            with_charset(response)
        }))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::STRICT_TRANSPORT_SECURITY,
            strict_transport,
        ))
        .with_state(state);
    // Routing happens inside the fallback, so that the path is already clean when it is routed.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::map_request(async |request: Request| {
            plainly_spelt(request)
        }))
}

/// Clients glue base addresses and paths with a slash too many or too few (contract 18, no. 4),
/// and some encode letters that need no encoding. All mean the same path.
fn plainly_spelt(mut request: Request) -> Request {
    if let Some(uri) = path::normalized(request.uri()) {
        *request.uri_mut() = uri;
    }
    if let Some(uri) = path::without_trailing_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

/// The first segments of all paths here, and of those the contract has and this registry does not serve
/// (contract 14).
const SEGMENTS: [&str; 16] = [
    "brands",
    "health",
    "info",
    "integrator",
    "izin",
    "log",
    "oauth",
    "oauth2",
    "otp-management",
    "sps",
    "v1",
    "v2",
    "version",
    "via",
    "widget",
    "witness",
];

/// Whether a path, spelt plainly, is answered here where other things are served beside: whether its
/// first segment is one of ours, so that a mistake further on is answered in the contract's form as well.
pub fn serves(path: &str) -> bool {
    let first = path.split('/').find(|segment| !segment.is_empty());
    first.is_some_and(|first| SEGMENTS.contains(&first))
}

/// The OpenAPI document of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = documented(iys::routes()).into_openapi();
    document::complete(&mut document);
    document
}

/// The path of every route, documented or not, as the router has it (`/sps/{iysCode}/brands`). A router tells its
/// paths by its `Debug` form alone, and by that all of them: there is no other list to be forgotten in.
pub fn paths() -> Vec<String> {
    let shown = format!("{:?}", routes(iys::routes()));
    // What follows is for other paths.
    let own = shown.split("fallback_router").next().unwrap_or_default();
    let paths = own.split("): \"/").skip(1);
    let path = |rest: &str| rest.split('"').next().map(|path| format!("/{path}"));
    paths.filter_map(path).collect()
}

/// All routes, and the pages that show them.
fn routes(contract: OpenApiRouter<ApiState>) -> Router<ApiState> {
    let (routes, mut document) = documented(contract).split_for_parts();
    document::complete(&mut document);
    routes.merge(own::reader::routes(&document))
}

fn documented(contract: OpenApiRouter<ApiState>) -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(contract)
        .merge(iys::recording_routes())
        .merge(own::routes())
}

/// The contract's limit on requests of any kind (`H124`). The recording endpoints are not behind
/// it: they ask for themselves, once they know whether they hold a refusal.
async fn limit_requests(
    State(state): State<ApiState>,
    ClientIp(client): ClientIp,
    request: Request,
    next: Next,
) -> Response {
    match state
        .limits
        .count(Limit::Requests, client, state.registry.now())
    {
        Ok(()) => next.run(request).await,
        Err(exceeded) => Problem::from(exceeded).into_response(),
    }
}

/// JSON is UTF-8 whatever is said, but older clients read it as Latin-1 unless it is said.
fn with_charset(mut response: Response) -> Response {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    const IN_UTF_8: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_TYPE) == Some(&JSON) {
        headers.insert(header::CONTENT_TYPE, IN_UTF_8);
    }
    response
}

async fn unknown_route() -> Problem {
    Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND)
}

async fn wrong_method() -> Problem {
    Problem::code(ErrorCode::H015).with_status(StatusCode::METHOD_NOT_ALLOWED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_known_to_be_served() {
        let paths = paths();
        for path in openapi().paths.paths.keys() {
            assert!(paths.contains(path), "{path}");
        }
        for path in paths {
            assert!(serves(&path), "{path}");
        }
        for path in ["", "/", "/spsx", "/sign-in/sps"] {
            assert!(!serves(path), "{path}");
        }
    }
}
