//! Complaints, for people who have signed in and, at the desk, for the caller.
//!
//! The same pages in each console, at a place of its own: who complains is asked of the session or of the call that is
//! being served ([`Complaining`]), never of the page's address.

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
mod paths;
mod review;

use crate::kit::routes::Routes;

pub use complaining::Complaining;
pub use paths::Place;

/// The pages of one console.
pub fn routes<C: Complaining>() -> Routes {
    Routes::new()
        .merge(list::routes::<C>())
        .merge(begin::routes::<C>())
        .merge(draft::routes::<C>())
        .merge(image::routes::<C>())
        .merge(review::routes::<C>())
        .merge(filed::routes::<C>())
}
