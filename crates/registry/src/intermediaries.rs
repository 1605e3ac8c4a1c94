//! The intermediaries use cases.
