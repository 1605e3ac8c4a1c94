//! A list of consents in CSV, its layout and its rows.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::tables::list);
