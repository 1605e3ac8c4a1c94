//! What every endpoint shares: reading requests and shaping refusals.

pub mod at_brand;
pub mod basic;
pub mod bearer;
pub mod body;
pub mod client_ip;
pub mod codes;
pub mod fields;
pub mod gateway;
pub mod limits;
pub mod parsing;
pub mod path;
pub mod problem;
pub mod query;
pub mod sending;
mod sharer;
pub mod words;

pub use at_brand::AtBrand;
pub use basic::{AnyCaller, Basic};
pub use bearer::Bearer;
pub use body::RawBody;
pub use client_ip::ClientIp;
pub use path::{BrandPath, OnlyBrandPath, Pieces, ProviderPath, Version};
pub use problem::Problem;
pub use query::Parameters;
