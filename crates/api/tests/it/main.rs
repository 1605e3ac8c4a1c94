//! The HTTP interface, tested whole: requests go through the router into a real registry on a
//! temporary folder. The tree mirrors the paths; a test's name is the rule it checks.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap fails the test, as it should"
)]

mod app;
mod bodies;
mod documented;
mod edge;
mod generated;
mod iys;
mod json;
mod openapi;
mod own;
mod passwords;
mod proofs;
mod timekeeping;
mod who_may;
