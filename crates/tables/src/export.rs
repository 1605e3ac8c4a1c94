//! Writing tables for people and their spreadsheets.
//!
//! There are three kinds of files, and they are never mixed up. The contract's own files go out byte for byte as they
//! were hashed, and are none of this module's business. [`TextBook`] is XLSX in which every cell is a text, so that no
//! address becomes a number, and so is [`BookStream`], which is handed on while it is written. [`SpreadsheetCsv`] is CSV in
//! which no cell becomes a formula.

mod book;
mod csv;
mod refused;
mod rows;
mod stream;

pub use book::TextBook;
pub use csv::SpreadsheetCsv;
pub use refused::{Reason, RefusedRows, header};
pub use rows::Rows;
pub use stream::BookStream;
