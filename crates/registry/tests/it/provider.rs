//! A provider's console.

mod brand;
mod invitation;
mod session;
mod webhooks;
