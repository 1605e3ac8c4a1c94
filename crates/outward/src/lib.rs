//! Calls to others over HTTP: brands' endpoints, time-stamp authorities, witnesses, and whomever a page asks.
//!
//! One client makes them all; the transports that the registry asks for are built on it.

pub mod client;
mod log;
mod push;

pub use client::{CallError, Client};
pub use log::LogClient;
pub use push::PushClient;
