//! The changes use cases.
