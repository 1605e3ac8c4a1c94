//! The İYS contract.

mod access;
mod agreements;
mod batches;
pub mod brands;
mod changes;
mod consents;
pub mod day_changes;
mod history;
mod info;
pub mod integrator;
pub mod push;
pub mod retailers;
mod status;
mod statuses;
mod subscription;
mod token;
mod via;
