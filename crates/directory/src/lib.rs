//! The parties of the registry and what belongs to them: providers, brands, retailers, partners,
//! intermediaries, users and their tokens, subscriptions, accepted batches, push connections,
//! the progress of imports and daily reconciliations; the operator's staff and complaints.
//!
//! Ordinary relational data in SQLite, by SQL that PostgreSQL takes as well. This crate knows
//! nothing of HTTP and nothing of how the ledger stores movements; it checks uniqueness, limits
//! and references, while the form of fields (lengths, check digits) is its caller's business. Time
//! and randomness are passed in.

pub mod access;
mod admission;
pub mod batch;
pub mod brand;
pub mod brand_day;
pub mod brand_search;
mod cache;
pub mod code;
mod column;
pub mod complaint;
pub mod complaint_filing;
pub mod day;
pub mod dead_message;
pub mod desk_call;
pub mod error;
pub mod gateway;
pub mod grant;
mod health;
pub mod hold;
pub mod import;
pub mod intermediary;
pub mod lane;
pub mod line;
pub mod message;
pub mod network;
pub mod notice;
pub mod page;
pub mod partner;
pub mod password;
pub mod person;
pub mod places;
pub mod provider;
mod purge;
pub mod push;
pub mod random;
pub mod received_text;
pub mod retailer;
pub mod retention;
pub mod row_sum;
mod schema;
pub mod session;
pub mod short_name;
pub mod staff;
pub mod staff_session;
pub mod store;
pub mod subscription;
pub mod text_part;
pub mod title;
pub mod token;
pub mod user;
mod writer;

pub use error::{Entity, Error, Result, Trouble};
pub use page::{Page, Paging};
pub use random::{OsRandom, Randomness};
pub use store::{Directory, Options};
