//! Who takes part: providers, their brands and retailers, partners and what they may do, intermediaries, gateways, and
//! what they have paid for.

pub(crate) mod admission;
pub mod application;
pub mod brand;
pub mod brand_search;
pub(crate) mod code;
pub mod gateway;
pub mod grant;
pub mod granting;
pub mod intermediary;
pub mod partner;
pub mod places;
pub mod provider;
pub mod refusal_address;
pub mod retailer;
pub mod sector;
pub mod sender;
pub mod short_name;
pub mod subscription;
pub mod title;
