//! The İYS contract.

mod access;
mod batches;
mod brands;
mod changes;
mod consents;
mod history;
mod info;
mod integrator;
mod push;
mod retailers;
mod status;
mod statuses;
mod subscription;
mod token;
