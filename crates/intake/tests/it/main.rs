//! What this crate is to do.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod keyword;
mod texts;
mod voice;
