//! The HTTP edge: the İYS contract to the letter, and our own endpoints beside it.
//!
//! A handler extracts, calls one use case of [`registry`], and shapes the answer; it decides
//! nothing and knows no SQL and no HTML. Every refusal leaves through [`edge::Problem`].

mod document;
pub mod edge;
pub mod iys;
pub mod own;
pub mod router;
pub mod server;
pub mod settings;
pub mod state;

pub use router::{openapi, paths, router, serves};
pub use settings::Settings;
pub use state::ApiState;
