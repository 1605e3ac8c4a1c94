//! list_check

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
}
