//! Everything the log's mathematics and texts promise, one module a subject.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

mod appender;
mod bundles;
mod checkpoints;
mod cosignatures;
mod go_sumdb;
mod hashes;
mod keys;
mod mutations;
mod nodes;
mod notes;
mod other_trees;
mod proof_files;
mod proofs;
mod resources;
mod support;
mod tiles;
mod witness;
