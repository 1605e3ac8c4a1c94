//! Our own endpoints beside the contract, under `/izin/v1`, the intermediaries' calls, the public
//! log under `/log` and `/witness`, and how the registry stands under `/health`.

pub mod check;
pub mod check_file;
pub mod days;
pub mod events;
pub mod forms;
pub mod health;
pub mod intermediaries;
pub mod lines;
pub mod list_check;
pub mod log;
mod members;
pub mod reader;
pub mod receipts;
pub mod state_proofs;
pub mod texts;
pub mod uploads;
pub mod verified;
pub mod voice;
pub mod webhooks;
pub mod witness;

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// All of them.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(check::routes())
        .merge(check_file::routes())
        .merge(days::routes())
        .merge(events::routes())
        .merge(health::routes())
        .merge(list_check::routes())
        .merge(intermediaries::routes())
        .merge(lines::routes())
        .merge(receipts::routes())
        .merge(state_proofs::routes())
        .merge(log::routes())
        .merge(witness::routes())
        .merge(texts::routes())
        .merge(uploads::routes())
        .merge(voice::routes())
        .merge(webhooks::routes())
        .merge(forms::routes())
        .merge(verified::routes())
}
