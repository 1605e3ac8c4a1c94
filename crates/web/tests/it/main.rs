//! The pages, tested whole: requests go through the router into a real registry on a temporary folder.
//! The tree mirrors the paths; a test's name is the rule it checks.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap fails the test, as it should"
)]

mod admission;
mod app;
mod authority;
mod desk;
mod every_page;
mod kit;
mod logs;
mod people;
mod provider;
mod shared;
mod who_may;
