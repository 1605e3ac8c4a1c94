//! What somebody looks into.

pub mod complaints;
