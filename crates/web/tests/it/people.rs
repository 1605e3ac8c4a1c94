//! Recipients' pages.

mod account;
mod addresses;
mod approve;
mod consents;
mod data;
mod demo_inbox;
mod exit;
mod identity;
mod language;
mod sign_in;
mod verification;
pub mod who_may;
