//! Tests of retailers.
