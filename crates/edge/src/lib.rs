//! What both HTTP interfaces, the one for programs and the one for people, know of their clients and of
//! the addresses they ask for.

pub mod client;
pub mod network;
pub mod pace;
pub mod path;
pub mod transport;
pub mod tus;

pub use client::client_ip;
pub use network::Network;
