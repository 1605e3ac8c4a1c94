//! Time stamps of RFC 3161: requests, replies, and the verification of tokens down to the authority's root.
//!
//! This crate knows no consents, no files and no HTTP.
