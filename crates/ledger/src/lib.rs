//! The ledger: one ordered, durable log of movements, and everything that is derived from it.
//!
//! A single sequencer decides requests in order with [`domain::rules`], appends what is accepted,
//! syncs once per group and answers. Current states, brand feeds and counts follow the log.
//! This crate knows brand numbers, never brand names, and no HTTP.
//!
//! ```text
//! caller ── prepare ──> queue ──> sequencer ──> committer ──> log (synced) ──> active run ──> answer
//!           pseudonym,  bounded   decide,       one group                        │ full
//!           seal, read            commit to     at a time                        v
//!           ahead                                                              frozen run ──> indexer ──> tables
//! ```
//!
//! Why so: before the answer only the log is written, because each further index in the same batch
//! costs as much again (decision 4). What is not indexed yet is in memory, and read there;
//! after a crash it is read again from the log, which is the only truth.

mod bytes;
mod chain;
pub mod check_log;
pub mod clock;
pub mod command;
mod committer;
mod core;
mod counts;
mod current;
mod decided;
mod engine;
mod erasure;
pub mod error;
pub mod faults;
pub mod feed;
pub mod follower;
pub mod fsck;
mod group;
mod hash;
mod indexer;
mod known;
pub mod ledger;
mod list;
mod log;
mod log_row;
mod mode;
pub mod options;
mod parking;
mod proof;
mod queue;
mod record;
mod records;
mod recovery;
mod restorer;
mod row;
mod run;
mod sequencer;

pub use clock::{Anchors, ClockGuard, ClockPolicy, TrustedTime};
pub use command::{Acknowledgement, Action, Command, Outcome};
pub use counts::BrandCounts;
pub use erasure::Erasure;
pub use error::{LedgerError, OpenError};
pub use follower::Follower;
pub use fsck::fsck;
pub use ledger::{FeedPage, Ledger};
pub use options::Options;
pub use proof::Opening;
pub use queue::GROUP_COMMANDS_MAX;
pub use recovery::{FolderLock, lock_folder};
