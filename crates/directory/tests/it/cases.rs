//! What somebody looks into.

mod complaint;
pub mod defence;
mod desk_call;
mod hold;
mod look;
