//! What people say to the registry by text message and by telephone: what is meant, and the conversation about it.
//!
//! What comes is handed over as words and keys; which way it came is not known here. What is recorded, who may
//! do what and how often is the registry's.

pub mod keyword;
pub mod texts;
pub mod voice;
