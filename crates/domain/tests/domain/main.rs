//! The rules of the registry, each as a test.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own input should stop"
)]

mod addresses;
mod calendars;
mod canonical;
mod days;
mod drafts;
mod fields;
mod fines;
mod folding;
mod generated;
mod json;
mod letters;
mod reach;
mod rules;
mod time;
