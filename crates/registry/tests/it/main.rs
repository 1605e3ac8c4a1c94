//! The use cases, each in a whole registry in a folder of its own, with a clock that tests turn.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

mod complaints;
mod desk;
mod exit;
mod message;
mod notices;
mod people;
mod place;
mod recipient;
mod retention;
mod sealing;
mod staff;
