//! Recipients.

mod line;
