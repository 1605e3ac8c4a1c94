//! All routes together, and what is wrapped round them.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;
use crate::edge::limits::Limit;
use crate::edge::{ClientIp, Problem, slashes};
use crate::{iys, own};

/// What stands above the operations in the OpenAPI document.
#[derive(OpenApi)]
#[openapi(info(
    title = "izin",
    description = "An open consent registry for commercial messages. The paths under /sps, /v2, \
                   /integrator, /info and /oauth2 are the İYS contract; those under /izin/v1 \
                   are our own.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The whole HTTP interface over a registry.
pub fn router(state: ApiState) -> Router {
    let limit = middleware::from_fn_with_state(state.clone(), limit_requests);
    let (routes, document) = documented(iys::routes().layer(limit)).split_for_parts();
    let routes = routes
        .merge(own::reader::routes(&document))
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
        .with_state(state);
    // Routing happens inside the fallback, so that the path is already clean when it is routed.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::map_request(async |request: Request| {
            slashes::collapse(request)
        }))
}

/// The first segments of all paths here.
const SEGMENTS: [&str; 10] = [
    "brands",
    "health",
    "info",
    "integrator",
    "izin",
    "log",
    "oauth2",
    "sps",
    "v2",
    "witness",
];

/// Whether a path is answered here where other things are served beside: whether its first segment is
/// one of ours, so that a mistake further on is answered in the contract's form as well.
pub fn serves(path: &str) -> bool {
    let first = path.split('/').find(|segment| !segment.is_empty());
    first.is_some_and(|first| SEGMENTS.contains(&first))
}

/// The OpenAPI document of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented(iys::routes()).into_openapi()
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
    fn every_documented_path_is_known_to_be_served() {
        for path in openapi().paths.paths.keys() {
            assert!(serves(path), "{path}");
        }
        for path in ["", "/", "/spsx", "/sign-in/sps"] {
            assert!(!serves(path), "{path}");
        }
    }
}
