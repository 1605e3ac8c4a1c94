//! Receipts, state proofs and their verification.

#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::receipt::document);
