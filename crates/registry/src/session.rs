//! The session use cases.
