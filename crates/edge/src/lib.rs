//! What both HTTP interfaces, the one for programs and the one for people, know of their clients, and how
//! calls to others are made.

pub mod client;
pub mod outgoing;

pub use client::client_ip;
