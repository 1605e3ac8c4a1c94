//! The pages, tested whole: requests go through the router into a real registry on a temporary folder.
//! The tree mirrors the paths; a test's name is the rule it checks.
#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap fails the test, as it should"
)]

mod account;
mod addresses;
mod app;
mod approve;
mod assets;
mod browser;
mod complaints;
mod consents;
mod data;
mod demo_inbox;
mod desk;
mod every_page;
mod exit;
mod identity;
mod language;
mod logs;
mod sign_in;
mod who_may;
