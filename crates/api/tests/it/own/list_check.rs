//! Tests of list_check.
