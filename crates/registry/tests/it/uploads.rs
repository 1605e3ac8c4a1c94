//! Uploads: what becomes of their rows, whatever happens on the way.

mod fixture;
mod judging;
mod receiving;
mod restart;
mod rights;
mod rows;
