//! `/via/sps/{iysCode}/…`: consents that the registry itself takes for a brand (contract 14).

mod call;
pub mod confirmation;
mod draft;
mod file;
mod progress;
pub mod start;

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(start::routes())
        .merge(confirmation::routes())
        .merge(progress::routes())
        .merge(file::routes())
}
