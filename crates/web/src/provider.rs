//! A provider's console.
//!
//! Somebody who has signed in is an [`session::AtConsole`]; a page about a brand takes an [`brand::OnBrand`] of the right
//! that it needs, which opens the brand of the query or refuses. What stands in the navigation is one list,
//! [`navigation::NAVIGATION`].

#![allow(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page, and hand over references"
)]

mod activity;
mod api_users;
mod brand;
mod brand_page;
mod chart;
mod check;
mod complaints;
mod days;
mod entry;
mod given_file;
mod granting;
mod invitation;
mod look_up;
mod names;
mod navigation;
mod overview;
mod paths;
mod people;
mod qr;
mod refusal;
mod retailer_record;
mod retailers;
mod roles;
mod sending;
mod session;
mod sign_in;
mod trial;
mod upload;
mod uploads;
mod webhook;
mod webhooks;

use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(sign_in::routes())
        .merge(invitation::routes())
        .merge(overview::routes())
        .merge(brand_page::routes())
        .merge(names::routes())
        .merge(granting::routes())
        .merge(trial::routes())
        .merge(retailers::routes())
        .merge(retailer_record::routes())
        .merge(look_up::routes())
        .merge(entry::routes())
        .merge(people::routes())
        .merge(api_users::routes())
        .merge(activity::routes())
        .merge(days::routes())
        .merge(check::routes())
        .merge(complaints::routes())
        .merge(uploads::routes())
        .merge(sending::routes())
        .merge(upload::routes())
        .merge(webhooks::routes())
        .merge(webhook::routes())
}
