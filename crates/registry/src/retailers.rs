//! The retailers use cases.
