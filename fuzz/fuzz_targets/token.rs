//! Time-stamp tokens and their verification.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tsp::token);
