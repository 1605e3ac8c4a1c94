//! Tests of brands.
