//! The ledger through its public interface: what it promises, and that crashes and damage change nothing of it.
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod check_log_crash;
mod clock;
mod conformance;
mod crash;
mod damage;
mod erasure;
mod erasure_crash;
mod faults;
mod fixture;
mod folder;
mod fsck;
mod killable;
mod lists;
mod model;
mod proof;
mod random_programs;
