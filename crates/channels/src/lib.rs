//! The ways people are reached and heard: messages out by e-mail and text message, keywords by text
//! message and the voice menu in.
//!
//! This crate finds the words and speaks the protocols. What is recorded, who may do what and how
//! often is the registry's; here no rule is known.

pub mod folder;
pub mod keyword;
pub mod letter;
pub mod smpp;
pub mod smtp;
pub mod texts;
pub mod voice;
