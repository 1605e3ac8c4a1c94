//! Checks before sending, one by one and by list, and who may ask for others.

pub mod check;
pub mod checks;
pub mod intermediaries;
pub mod list_check;
