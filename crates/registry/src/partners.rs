//! The partners use cases.
