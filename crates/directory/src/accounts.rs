//! Who signs in for a party or for the registry, and how: users, members, staff, passwords, codes, tokens and sessions;
//! and what was done for a provider.

pub mod activity;
pub mod code;
pub mod member;
pub mod officer;
pub mod password;
pub(crate) mod secret;
pub mod session;
pub mod staff;
pub mod token;
pub mod user;
