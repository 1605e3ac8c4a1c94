//! Paths of a log's resources.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tlog::path);
