//! Closed days.

mod brand_day;
mod day;
