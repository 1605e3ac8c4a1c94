//! A provider's console.

mod brand;
mod complaints;
mod invitation;
mod session;
mod webhooks;
