//! The use cases: who may do what with the registry.
//!
//! Each use case checks that its caller may do it, asks the ledger and the directory, and answers
//! in domain terms. This crate knows no SQL and no HTTP.

pub mod access;
pub mod access_log;
mod attempts;
pub mod background;
pub mod batch_worker;
pub mod batches;
pub mod brand_scope;
pub mod brands;
pub mod caller;
pub mod changes;
pub mod check;
pub mod clients;
pub mod complaints;
mod counts;
pub mod desk;
pub mod error;
pub mod exit;
pub mod health;
pub mod history;
pub mod holds;
pub mod intermediaries;
pub mod list_check;
pub mod log_pace;
pub mod message;
pub mod notices;
pub mod partners;
mod password_gate;
pub mod public_log;
pub mod push;
pub mod receipts;
pub mod recipient;
pub mod reconciliation;
pub mod record;
pub mod registry;
pub mod retailers;
pub mod retention;
mod retry;
mod sealing;
pub mod session;
pub mod settings;
pub mod shares;
pub mod staff;
pub mod standing;
pub mod state_proof;
pub mod status;
pub mod subscription;
pub mod texts;
pub mod timekeeping;
mod under_way;
pub mod voice;

pub use background::BackgroundRegistry;
pub use brand_scope::BrandScope;
pub use caller::{Caller, Party};
pub use check::Checks;
pub use error::{BUSY_SECONDS, Error, Result};
pub use public_log::{ProofOptions, Proofs};
pub use registry::{Parts, Registry};
pub use settings::Settings;
