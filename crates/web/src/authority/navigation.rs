//! The sections of the console.

use super::paths;
use crate::kit::console::Link;

/// The sections, in the order in which they stand above each page.
pub const NAVIGATION: &[Link] = &[Link::to("authority-nav-overview", paths::OVERVIEW)];
