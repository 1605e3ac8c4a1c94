//! What people do about their own records.

mod change;
mod choice;
mod export;
mod screen;
mod story;
mod undo;
