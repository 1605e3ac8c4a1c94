//! Who signs in for a party or for the registry, and how: users, staff, passwords, codes, tokens and sessions.

pub mod code;
pub mod password;
pub(crate) mod secret;
pub mod session;
pub mod staff;
pub mod token;
pub mod user;
