//! What somebody looks into.

mod access;
mod complaint;
mod desk_call;
mod hold;
