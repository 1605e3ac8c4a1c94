//! The words and rules of the consent registry, as values.
//!
//! Everything here is pure: no files, sockets, clocks, random numbers or storage. What the outside
//! sends is parsed once into these types, and a value that exists is a value that is right. The
//! regulation's decisions are one function, [`rules::decide`].
//!
//! Words follow the field: a *movement* (izin hareketi) is one accepted change; a *consent* is the
//! current standing of one (brand, recipient, recipient type, channel); an *approval* is `ONAY`, a
//! *refusal* `RET`.

pub mod address;
pub mod answer_period;
pub mod calendar;
pub mod canonical;
pub mod causes;
pub mod channel;
pub mod check;
pub mod code;
pub mod day;
pub mod draft;
pub mod email;
pub mod error;
pub mod fines;
pub mod folding;
pub mod item;
pub mod json;
pub mod key;
pub mod language;
pub mod letters;
pub mod movement;
pub mod outside;
pub mod phone;
pub mod policy;
pub mod recipient;
pub mod rules;
pub mod source;
pub mod state;
pub mod status;
pub mod time;
pub mod verification;
pub mod way;
mod words;

pub use address::Address;
pub use channel::Channel;
pub use code::{BrandCode, ProviderCode, RetailerCode};
pub use day::Day;
pub use email::Email;
pub use error::{ErrorCode, Location, Violation};
pub use item::{ItemId, RequestId};
pub use key::ConsentKey;
pub use language::Language;
pub use movement::{AccessChange, Change, Movement, Seq, TransactionId};
pub use phone::Phone;
pub use policy::Policy;
pub use recipient::{RecipientId, RecipientType};
pub use source::{Origin, Source};
pub use state::ConsentState;
pub use status::Status;
pub use time::Timestamp;
pub use verification::{PrivacyText, VerificationMethod};
pub use way::Way;
