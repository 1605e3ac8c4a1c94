//! The status use cases.
