//! The pages of companies that apply to be service providers, and of their second signatories.

mod application;
mod fields;
mod list;
mod paths;
mod proof;
mod session;
mod sign;

use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(proof::routes())
        .merge(list::routes())
        .merge(application::routes())
        .merge(sign::routes())
}
