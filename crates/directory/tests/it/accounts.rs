//! Who signs in, and how.

mod code;
mod staff;
mod token;
mod user;
