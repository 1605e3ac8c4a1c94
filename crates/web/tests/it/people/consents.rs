//! `/consents`.

mod change;
mod list;
mod story;
