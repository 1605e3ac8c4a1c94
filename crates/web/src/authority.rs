//! The authority's console, for its officers.
//!
//! Somebody who has signed in is an [`session::AtAuthority`]. What stands in the navigation is one list,
//! [`navigation::NAVIGATION`].

#![allow(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page, and hand over references"
)]

mod navigation;
mod overview;
mod paths;
mod session;
mod sign_in;

use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(sign_in::routes())
        .merge(overview::routes())
}
