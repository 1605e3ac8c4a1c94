//! The directory's rules, by noun.

#![allow(
    clippy::unwrap_used,
    reason = "a test says what it expects by unwrapping it"
)]

mod accounts;
mod cases;
mod days;
mod parties;
mod people;
mod retention;
mod row_sum;
mod schema;
mod store;
mod support;
mod traffic;
mod verified;
