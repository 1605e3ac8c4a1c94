//! What providers and partners do by the İYS contract: record, ask, list and follow, each within its rights.

pub mod access;
pub mod batch_worker;
pub mod batches;
pub mod brand_scope;
pub mod brands;
pub mod caller;
pub mod changes;
pub mod events;
pub mod history;
pub mod partners;
pub mod push;
pub mod reconciliation;
pub mod record;
pub mod retailers;
pub mod session;
pub mod standing;
pub mod status;
pub mod subscription;
pub mod uploads;
pub mod verified;
