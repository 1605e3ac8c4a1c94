//! Certificates to trust.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tsp::trust);
