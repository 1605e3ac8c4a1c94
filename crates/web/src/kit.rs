//! What the pages of all consoles are made of. It knows none of them.

pub mod address;
pub mod assets;
pub mod client;
pub mod console;
pub mod cookie;
pub mod failure;
pub mod failure_pages;
pub mod form;
pub mod identity;
pub mod page;
pub mod paths;
pub mod routes;
pub mod security;
pub mod settings;
pub mod state;
mod terms;
pub mod text;
pub mod visit;
