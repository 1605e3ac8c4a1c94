//! Texts of renewals.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::receipt::renewal);
