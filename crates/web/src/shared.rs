//! Pages that stand in several consoles.

pub mod complaints;
