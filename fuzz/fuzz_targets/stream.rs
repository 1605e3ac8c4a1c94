//! SMPP as it comes over a connection.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::smpp::stream);
