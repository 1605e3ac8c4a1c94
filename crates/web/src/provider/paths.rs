//! Where the console's pages are.

pub use crate::kit::paths::{asking, filled};

pub const OVERVIEW: &str = "/provider";
pub const BRAND_PAGE: &str = "/provider/brand";
pub const SIGN_IN: &str = "/provider/sign-in";
pub const SIGN_OUT: &str = "/provider/sign-out";
pub const INVITATION: &str = "/provider/invitation/{token}";
pub const INVITATION_CODE: &str = "/provider/invitation/{token}/code";

/// The query that names a brand.
pub const BRAND: &str = "brand";
