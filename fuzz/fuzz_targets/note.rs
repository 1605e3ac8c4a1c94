//! Signed notes, checkpoints and cosignatures.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tlog::note);
