//! Tests of statuses.
