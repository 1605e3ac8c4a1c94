//! The one screen: who may reach me, and saying no (or yes) to each, some or all of them.

mod change;
mod confirm;
mod done;
mod list;
mod receipt;
mod row;
mod story;
mod view;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::kit::routes::Routes;
use crate::people::paths;

pub use done::Done;

/// The longest form with a box for each record, in bytes: more boxes than may be ticked at once still give a
/// clear answer.
const BOXES_BYTES_MAX: usize = 512 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::CONSENTS, get(list::list))
        .route(
            paths::CONSENTS_CHANGE,
            get(list::back)
                .post(change::change)
                .layer(DefaultBodyLimit::max(BOXES_BYTES_MAX)),
        )
        .route(paths::CONSENTS_UNDO, get(list::back).post(change::undo))
        .route(paths::CONSENTS_ALL, get(confirm::confirm))
        .route(paths::RECORD, get(story::story))
        .route(paths::RECEIPT, get(receipt::receipt))
}
