//! The list_check use cases.
