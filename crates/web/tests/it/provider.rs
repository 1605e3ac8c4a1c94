//! `/provider` and what is under it.

mod activity;
mod api_users;
mod check;
mod complaints;
mod days;
mod entry;
mod granting;
mod invitation;
mod look_up;
mod members;
mod names;
mod overview;
mod people;
mod retailers;
mod uploads;
mod webhooks;
pub mod who_may;
