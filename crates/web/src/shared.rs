//! Pages that stand in several consoles.

pub mod complaints;
pub mod sign_in;
