//! Receipts as their readers get them: made by a registry in a few lines, verified with what a reader
//! has.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod audit;
mod consent;
mod day;
mod document;
mod frozen;
mod instant;
mod list;
mod mutation;
mod python;
mod renewal;
mod scene;
mod split_view;
mod state;
mod together;
mod verification;
