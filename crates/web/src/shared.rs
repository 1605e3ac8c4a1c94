//! Pages that stand in several consoles.

pub mod code_form;
pub mod complaints;
pub mod pending;
pub mod sign_in;
