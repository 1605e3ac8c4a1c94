//! Tests of intermediaries.
