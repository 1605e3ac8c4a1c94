//! Who signs in, and how.

mod code;
mod session;
mod staff;
mod token;
mod user;
