//! Who signs in, and how.

mod code;
mod rotation;
mod session;
mod staff;
mod token;
mod user;
