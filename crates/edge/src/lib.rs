//! What both HTTP interfaces, the one for programs and the one for people, know of their clients.

pub mod client;

pub use client::client_ip;
