//! Uploads: what becomes of their rows, whatever happens on the way.

mod bad_input;
mod fixture;
mod import;
mod judging;
mod receiving;
mod restart;
mod rights;
mod rows;
