//! What both HTTP interfaces, the one for programs and the one for people, know of their clients and of
//! the addresses they ask for, and how calls to others are made.

pub mod client;
pub mod outgoing;
pub mod path;

pub use client::client_ip;
