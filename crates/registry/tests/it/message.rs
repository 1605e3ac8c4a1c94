//! Messages out.

mod model;
pub mod outbox;
pub mod post;
mod worker;
