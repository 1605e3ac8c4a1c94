//! Pages that stand in several consoles.

mod complaints;
