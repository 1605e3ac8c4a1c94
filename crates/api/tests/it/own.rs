//! Our own endpoints.

mod check;
mod health;
mod intermediaries;
mod lines;
mod list_check;
mod log;
mod reader;
mod receipts;
mod state_proofs;
mod texts;
mod voice;
mod witness;
