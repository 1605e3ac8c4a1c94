//! Proofs of a leaf in one file.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tlog::proof);
