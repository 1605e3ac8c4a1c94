//! Where the authority's pages are.

pub const OVERVIEW: &str = "/authority";
pub const SIGN_IN: &str = "/authority/sign-in";
pub const SIGN_OUT: &str = "/authority/sign-out";
