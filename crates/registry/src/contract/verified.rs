//! Consents that the registry itself takes for a brand (ViA, contract 14): somebody is asked by a message, answers by a
//! code or on a page, and what was shown and answered is kept with the movements it became.
//!
//! A movement of such an answer names as its request a hash of the record, so that whoever holds record and receipt can
//! tell that they belong together.

mod confirmation;
mod forms;
mod keeping;
mod progress;
mod question;
mod record;
mod recording;
mod refusal_links;
mod start;

pub use confirmation::{Confirmation, VerifiedMovement};
pub use forms::{FORM_TEXT_MAX, FormContent, FormKept, REFERENCE_MAX, REFERENCES_MAX, Reference};
pub use progress::{AskedRecord, VerificationProgress, VerificationStage};
pub use record::{MovementProof, VerifiedRecord};
pub use refusal_links::{REFUSAL_LINKS_MAX, RefusalLink};
pub use start::{BRANDS_MAX, VerificationRequest};

pub(crate) use question::Question;
pub(crate) use record::answers_of;

use std::time::Duration;

/// For how many minutes a code works.
pub const VERIFICATION_MINUTES: u32 = 15;
/// For how many hours a link does.
pub const VERIFICATION_HOURS: u32 = 24;
/// How many codes may be tried.
pub const VERIFICATION_TRIES: u8 = 3;
/// How often one provider asks one address within a day (rule 29).
pub const VERIFICATIONS_A_DAY: u32 = 2;
/// How long one provider waits before it asks an address again (rule 29).
pub const VERIFICATIONS_APART: Duration = Duration::from_mins(3);
