//! The texts of both languages against each other and against whoever asks for them.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap fails the test, as it should"
)]

mod names;
mod sources;
mod texts;
