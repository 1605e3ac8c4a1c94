//! The ledger: one ordered, durable log of movements, and everything that is derived from it.
//!
//! A single sequencer decides requests in order with [`domain::rules`], appends what is accepted,
//! syncs once per group and answers. Current states, brand feeds and counts follow the log.
//! This crate knows brand numbers, never brand names, and no HTTP.

pub mod command;
pub mod error;
pub mod ledger;
pub mod options;

pub use command::{Action, Command, Outcome, Receipt};
pub use error::{LedgerError, OpenError};
pub use ledger::{BrandCounts, FeedPage, Ledger};
pub use options::{Clock, Options, Random};
