//! Replies of a time-stamp authority.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tsp::reply);
