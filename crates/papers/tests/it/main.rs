//! Letters, as whoever gets them reads them.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod hostile;
mod letters;
mod reader;
