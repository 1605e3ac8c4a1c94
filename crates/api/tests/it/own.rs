//! Our own endpoints.

mod check;
mod intermediaries;
mod list_check;
mod reader;
