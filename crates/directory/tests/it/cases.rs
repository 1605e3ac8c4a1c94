//! What somebody looks into.

mod complaint;
mod desk_call;
mod hold;
mod look;
