//! The directory's rules, by noun.

#![allow(
    clippy::unwrap_used,
    reason = "a test says what it expects by unwrapping it"
)]

mod access;
mod admission;
mod batch;
mod brand;
mod brand_day;
mod brand_search;
mod code;
mod complaint;
mod day;
mod desk_call;
mod gateway;
mod grant;
mod hold;
mod import;
mod intermediary;
mod line;
mod places;
mod provider;
mod push;
mod received_text;
mod retailer;
mod retention;
mod row_sum;
mod schema;
mod short_name;
mod staff;
mod store;
mod subscription;
mod support;
mod token;
mod user;
