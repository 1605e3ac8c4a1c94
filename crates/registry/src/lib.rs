//! The use cases: who may do what with the registry.
//!
//! Each use case checks that its caller may do it, asks the ledger and the directory, and answers
//! in domain terms. This crate knows no SQL and no HTTP.

pub mod admission;
pub mod asking;
mod attempts;
pub mod authority;
pub mod background;
pub mod blobs;
pub mod cases;
pub mod clients;
pub mod contract;
mod counts;
pub mod desk;
mod earlier;
pub mod error;
pub mod health;
pub mod intake;
pub mod job;
pub mod limits;
pub mod log_pace;
pub mod message;
pub mod operator;
mod password_gate;
pub mod people;
pub mod proof;
pub mod provider;
mod purges;
pub mod registry;
pub mod retention;
mod retry;
mod sealing;
pub mod settings;
pub mod shares;
pub mod staff;
pub mod table;
pub mod timekeeping;
mod totp;
mod under_way;
mod uses;

pub use asking::checks::Checks;
pub use background::BackgroundRegistry;
pub use contract::brand_scope::BrandScope;
pub use contract::caller::Caller;
pub use contract::push::{PushTransport, Unconnected};
pub use directory::message::NodeId;
pub use directory::user::UserKind as Party;
pub use error::{BUSY_SECONDS, Error, LATER_CODE, Result};
pub use proof::public_log::{ProofOptions, Proofs};
pub use registry::{
    Admission, Asking, Authority, Cases, Contract, Desk, Intake, Operator, Outbox, Parts, People,
    Proof, ProviderConsole, Registry,
};
pub use settings::Settings;
