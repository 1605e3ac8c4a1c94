//! Requests for a time stamp.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tsp::request);
