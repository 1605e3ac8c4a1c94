//! The public log's rules, over storage that can fail and be damaged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail by panicking"
)]

mod damage;
mod key;
mod log;
mod renewals;
mod stamper;
mod storage;
mod support;
mod witness;
