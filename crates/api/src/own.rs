//! Our own endpoints beside the contract, under `/izin/v1`, and the intermediaries' calls.

pub mod check;
pub mod intermediaries;
pub mod list_check;
pub mod reader;

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// All of them.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(check::routes())
        .merge(list_check::routes())
        .merge(intermediaries::routes())
}
