//! Messages out.

mod flood;
mod model;
pub mod outbox;
pub mod post;
mod worker;
