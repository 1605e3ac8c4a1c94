//! Our own endpoints.

pub mod check;
mod health;
mod intermediaries;
mod lines;
mod list_check;
mod log;
mod log_files;
mod reader;
pub mod receipts;
mod state_proofs;
pub mod texts;
mod voice;
mod webhooks;
mod witness;
