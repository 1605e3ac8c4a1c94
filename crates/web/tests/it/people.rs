//! Recipients' pages.

mod account;
mod addresses;
mod approve;
mod consents;
mod data;
mod demo_inbox;
mod exit;
mod identity;
mod sign_in;
