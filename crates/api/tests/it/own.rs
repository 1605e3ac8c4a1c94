//! Our own endpoints.

pub mod check;
mod check_file;
mod days;
mod events;
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
mod uploads;
mod voice;
mod webhooks;
mod witness;
