//! Time stamps, ours against those of openssl.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod development;
mod fixture;
mod kamusm;
mod mutation;
mod openssl;
mod parts;
mod reply;
mod request;
mod token;
mod trust;
mod verification;
