//! Entry bundles of a log.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tlog::bundle);
