//! The record use cases.
