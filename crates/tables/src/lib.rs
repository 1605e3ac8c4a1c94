//! Tables that people exchange with the registry, as files of other programs: reading them within bounds, recognising
//! what their columns hold, and writing them so that nobody's spreadsheet changes an address.
//!
//! Nothing is decided about a consent here, and nothing is said in prose: what is found is a [`Finding`], whose words
//! are for whoever shows it.

pub mod csv;
mod date;
pub mod export;
pub mod file;
mod finding;
pub mod layout;
pub mod limits;
mod number;
mod row;
pub mod xlsx;

pub use finding::{Fault, Finding, Flaw, ReadError, Refusal};
pub use layout::Layout;
pub use row::{DateSystem, Row};
