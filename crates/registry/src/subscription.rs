//! The subscription use cases.
