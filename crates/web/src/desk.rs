//! The call centre's desk.
//!
//! Whom an agent serves is kept by the registry with the agent's session; no address of a page and no
//! form names the caller. Every page about the caller asks for the call anew ([`session::OnCall`]) and
//! leads back to the desk when it is over.

#![allow(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page, and hand over references"
)]

mod approve;
mod bar;
mod call;
mod complaints;
mod paths;
mod screen;
mod session;
mod sign_in;

use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(sign_in::routes())
        .merge(call::routes())
        .merge(screen::routes())
        .merge(approve::routes())
        .merge(complaints::routes())
}
