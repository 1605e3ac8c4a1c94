//! What somebody looks into.

mod complaint;
pub mod defence;
mod defence_asked;
mod desk_call;
mod hold;
mod look;
