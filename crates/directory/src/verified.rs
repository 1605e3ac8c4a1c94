//! Consents that the registry itself takes: forms, who was asked, and what was answered.

pub mod form;
mod limits;
pub mod verification;
