//! Who takes part.

mod admission;
mod application;
mod brand;
mod brand_search;
mod gateway;
mod grant;
mod intermediary;
mod places;
mod provider;
pub mod retailer;
mod sender;
mod short_name;
mod subscription;
