//! What all pages are made of.

mod assets;
mod form;
