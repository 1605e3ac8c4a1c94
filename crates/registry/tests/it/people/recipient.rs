//! What people do about their own records.

mod addresses;
mod change;
mod choice;
mod codes;
mod export;
mod lines;
mod screen;
mod sign_in;
mod story;
mod undo;
