//! What can be shown to others: receipts, state proofs, and the public log.

pub mod public_log;
pub mod receipts;
pub mod state_proof;
