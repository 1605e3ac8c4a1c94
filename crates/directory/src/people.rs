//! Recipients: their accounts, and lines that were closed.

pub mod line;
pub mod person;
