//! Complaints, for people who have signed in and, at the desk, for the caller.
//!
//! The same pages for both, under `/complaints` and `/desk/complaints`: who complains is asked of the
//! session or of the call that is being served ([`complaining::Complaining`]), never of the page's address.

#![allow(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page, and hand over references"
)]

mod begin;
mod complaining;
mod draft;
mod fields;
mod filed;
mod image;
mod list;
mod review;

use crate::kit::routes::Routes;

/// Where people complain, and where agents do for callers.
const PLACES: [&str; 2] = ["/complaints", "/desk/complaints"];

pub fn routes() -> Routes {
    let mut routes = Routes::new();
    for place in PLACES {
        routes = routes
            .merge(list::routes(place))
            .merge(begin::routes(place))
            .merge(draft::routes(place))
            .merge(image::routes(place))
            .merge(review::routes(place))
            .merge(filed::routes(place));
    }
    routes
}
