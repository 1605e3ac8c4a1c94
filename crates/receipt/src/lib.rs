//! Receipts that stand on their own, and their verification without a network.
//!
//! A [`Receipt`] opens one movement of the public log and carries everything that proves it; a
//! [`StateProof`] tells by receipts what a record said at an instant; a [`DayProof`] is about a daily
//! file, a [`ListReceipt`] about a list that was checked before sending, a [`VerifiedConsent`] about what the registry asked
//! somebody. What each proves to whom is decided by [`verify`],
//! [`verify_state`], [`verify_day`] and [`verify_list`], as data: words for people are made elsewhere. The formats are in `docs/proof.md`.
//!
//! Nothing here reads a file, a clock or a network. What is parsed is bounded and never makes it
//! panic, and neither errors nor `Debug` forms show whom a receipt is about.

pub mod audit;
mod consent;
mod day;
mod document;
mod error;
mod evidence;
mod finding;
mod instant;
mod list;
mod readable;
pub mod renewal;
pub mod stamp;
mod state;
mod trust;
mod verdict;
mod verification;

pub use consent::{
    CONSENT_BYTES_MAX, ConsentAnswer, ConsentReference, ConsentStatement, VerifiedConsent,
    consent_request,
};
pub use day::{DAY_DIGEST_BYTES, DayDigest, DayProof};
pub use document::{Document, RECEIPT_BYTES_MAX, STATE_BYTES_MAX};
pub use error::ReceiptError;
pub use evidence::{Opening, RENEWALS_MAX, Receipt, Renewal, STAMPS_MAX, Stamp};
pub use finding::{
    ConsentFault, Contradiction, Dated, Fault, Finding, ListFile, Mismatch, Proven, Stamped,
    StateFault, Unproven,
};
pub use instant::{from_text as instant_from_text, to_text as instant_to_text};
pub use list::{CheckKey, LIST_BYTES_MAX, LIST_SIGNATURE_BYTES, ListReceipt, ListStatement};
pub use readable::{Kind, Readable};
pub use state::{BEFORE_MAX, RecordKey, StateProof};
pub use trust::Trust;
pub use verdict::{About, Decision, Section, Verdict};
pub use verification::{
    CLOCK_SKEW_MAX, verify, verify_all, verify_cosignatures, verify_day, verify_list, verify_stamp,
    verify_state,
};
