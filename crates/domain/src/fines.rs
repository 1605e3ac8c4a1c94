//! Fines (law 6563, article 12): dated data, and the sum that a decision comes to.
//!
//! What is fined by how much, and what may be multiplied, stands in `fines.toml` beside this crate, each line with its source;
//! an operator's file adds years and replaces them. Nothing here guesses: a year without rows has no amount.

mod amount;
mod rate;
mod reading;
mod row;
mod sum;
mod table;

pub use amount::Amount;
pub use rate::Rate;
pub use reading::{TABLE_BYTES_MAX, TableFault, official, with_own};
pub use row::{Breach, BreachRule, FineRow, FineYear, Letter, MultiplierRule};
pub use sum::{Act, Fine, FineLine, FineRefusal, FineSum, YearOf};
pub use table::{FineTable, RowCheck, Verdict};
