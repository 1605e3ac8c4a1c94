//! The parties of the registry and what belongs to them: providers, brands, retailers, partners,
//! intermediaries, users and their tokens, subscriptions, accepted batches, push connections,
//! uploads, the progress of imports and daily reconciliations; the operator's staff and complaints.
//!
//! Ordinary relational data in SQLite, by SQL that PostgreSQL takes as well. This crate knows
//! nothing of HTTP and nothing of how the ledger stores movements; it checks uniqueness, limits
//! and references, while the form of fields (lengths, check digits) is its caller's business. Time
//! and randomness are passed in.

pub mod accounts;
mod cache;
mod caches;
pub mod cases;
mod column;
pub mod days;
mod db;
pub mod error;
mod health;
pub mod lane;
pub mod network;
pub mod page;
pub mod parties;
pub mod people;
mod purge;
pub mod random;
pub mod retention;
mod row;
pub mod row_sum;
mod schema;
mod statement;
pub mod store;
pub mod traffic;
pub mod verified;
mod words;
mod writer;

pub use accounts::{activity, code, member, officer, password, session, staff, token, user};
pub use cases::{
    complaint, complaint_filing, defence, defence_document, defence_writing, desk_call, hold, look,
};
pub use days::{brand_day, day, report};
pub use error::{Entity, Error, Result, Trouble};
pub use page::{Page, Paging};
pub use parties::{
    application, brand, brand_search, gateway, grant, granting, intermediary, partner, places,
    provider, refusal_address, retailer, sector, sender, short_name, subscription, title,
};
pub use people::{line, person};
pub use store::{Directory, Options};
pub use traffic::{
    batch, check_run, dead_message, import, message, notice, push, received_text, text_part, upload,
};
pub use verified::{form, verification};
