//! What recipients do.

mod exit;
mod notices;
mod recipient;
