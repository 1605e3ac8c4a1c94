//! The one screen: who may reach me, and saying no (or yes) to each, some or all of them.

mod change;
mod confirm;
mod done;
mod list;
mod receipt;
mod row;
mod story;
mod view;

use axum::Router;
use axum::routing::get;

use crate::WebState;

pub use done::Done;

pub fn routes() -> Router<WebState> {
    Router::new()
        .route("/consents", get(list::list))
        .route("/consents/change", get(list::back).post(change::change))
        .route("/consents/undo", get(list::back).post(change::undo))
        .route("/consents/all", get(confirm::confirm))
        .route("/consents/{record}", get(story::story))
        .route(
            "/consents/{record}/receipts/{transaction}",
            get(receipt::receipt),
        )
}
