//! The push use cases.
