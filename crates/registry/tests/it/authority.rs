//! The authority's console.

mod session;
