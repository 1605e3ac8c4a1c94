//! The check use cases.
