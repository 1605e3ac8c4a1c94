//! What comes in by text message and by telephone.

pub mod texts;
pub mod voice;
