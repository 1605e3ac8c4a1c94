//! The use cases, each in a whole registry in a folder of its own, with a clock that tests turn.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod authority;
mod blobs;
mod cases;
mod desk;
mod job;
mod message;
mod operator;
mod people;
mod provider;
mod retention;
mod sealing;
mod uploads;
