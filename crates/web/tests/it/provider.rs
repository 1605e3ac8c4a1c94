//! `/provider` and what is under it.

mod invitation;
mod members;
mod overview;
pub mod who_may;
