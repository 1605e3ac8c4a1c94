//! The brands use cases.
