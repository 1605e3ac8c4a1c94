//! The İYS contract, one module a resource. The paths are those of contract 2 to 12; version 2
//! differs in three of them (contract 7).

pub mod access;
pub mod agreements;
pub mod batches;
pub mod brands;
pub mod changes;
pub mod consents;
pub mod day_changes;
mod day_reports;
pub mod history;
pub mod info;
pub mod integrator;
pub mod push;
pub mod refusal_links;
pub mod retailers;
pub mod status;
pub mod statuses;
pub mod subscription;
pub mod token;
pub mod via;

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// Everything but the two recording endpoints: these are behind the limit on requests.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(token::routes())
        .merge(batches::result_routes())
        .merge(status::routes())
        .merge(statuses::routes())
        .merge(history::routes())
        .merge(changes::routes())
        .merge(day_changes::routes())
        .merge(agreements::routes())
        .merge(push::routes())
        .merge(brands::routes())
        .merge(integrator::routes())
        .merge(subscription::routes())
        .merge(retailers::routes())
        .merge(access::routes())
        .merge(info::routes())
        .merge(via::routes())
        .merge(refusal_links::routes())
}

/// The endpoints that may carry a refusal. They count requests themselves, after reading.
pub fn recording_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(consents::routes())
        .merge(batches::routes())
}
