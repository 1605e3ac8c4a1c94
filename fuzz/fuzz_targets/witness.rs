//! Requests to a witness.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tlog::witness);
