//! XLSX as somebody hands it in.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tables::book);
