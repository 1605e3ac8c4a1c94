//! What this crate is to do.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

#[path = "../../../registry/tests/it/citizens.rs"]
#[expect(dead_code, reason = "shared with the registry's tests")]
mod citizens;
mod keyword;
#[path = "../../../registry/tests/it/place.rs"]
#[expect(dead_code, reason = "shared with the registry's tests")]
mod place;
mod texts;
mod voice;
