//! The history use cases.
