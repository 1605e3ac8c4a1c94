//! batches

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
}

/// Asking what became of a batch; carries no refusal.
pub fn result_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
}
