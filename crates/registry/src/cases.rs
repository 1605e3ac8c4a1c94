//! What somebody looks into: complaints, and what an open case keeps.

pub mod complaints;
pub mod holds;
