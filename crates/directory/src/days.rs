//! Closed days, whole and by brand.

pub mod brand_day;
pub mod day;
pub mod report;
