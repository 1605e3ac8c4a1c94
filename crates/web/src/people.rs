//! The pages of recipients: what anybody may open, and what is theirs once they have signed in.

mod account;
mod addresses;
mod approve;
mod complaints;
mod consents;
mod data;
mod demo_inbox;
mod exit;
mod language;
mod link_token;
mod looks;
pub mod oidc;
mod paths;
mod privacy;
mod session;
mod sign_in;
mod verification;
mod welcome;

use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(welcome::routes())
        .merge(privacy::routes())
        .merge(sign_in::routes())
        .merge(oidc::routes())
        .merge(consents::routes())
        .merge(approve::routes())
        .merge(addresses::routes())
        .merge(account::routes())
        .merge(data::routes())
        .merge(demo_inbox::routes())
        .merge(looks::routes())
        .merge(complaints::routes())
        .merge(verification::routes())
        .merge(language::routes())
}

/// What other sites' servers may post to, by their own right and without cookies.
pub fn routes_without_cookies() -> Routes {
    exit::routes()
}
