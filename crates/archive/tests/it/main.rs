//! The archive, held against what it promises: over a folder, a store that fails, and servers of others that speak S3.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod conformance;
mod failing;
mod faults;
mod keys;
mod kinds;
mod making;
mod model;
mod peers;
mod scan;
