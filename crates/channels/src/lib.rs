//! The ways people are reached: messages by e-mail and text message, in words. The text messages that come back
//! by the same connection are handed on.

pub mod folder;
pub mod letter;
pub mod smpp;
pub mod smtp;
