//! What people do about their own records, whichever way they come: the pages, an exit link, a text
//! message, the voice menu or the desk.
//!
//! Everything is done for a [`Subject`]: the addresses somebody may act on. A [`Person`] who has signed
//! in is one, so is the sender of a text message, and the caller an agent serves. No address that is
//! not the subject's can be named: a [`RecordRef`] says *which of the subject's addresses* it means.

mod addresses;
mod codes;
mod identity;
mod lines;
mod sign_in;
mod subject;

pub use addresses::{ADDRESSES_MAX, AddressAdded, NoticePolicy};
pub use codes::{CODE_MINUTES, Challenge, ChallengeId, CodeChecked, CodeRequested, ProvenAddress};
pub use identity::VerifiedIdentity;
pub use lines::{ClosedLine, LINES_MAX, LineOutcome};
pub use sign_in::SignedIn;
pub use subject::{AddressId, OwnAddress, Person, PersonId, RecordRef, Subject};
