//! What people do about their own records, whichever way they come: the pages, an exit link, a text
//! message, the voice menu or the desk.
//!
//! Everything is done for a [`Subject`]: the addresses somebody may act on. A [`Person`] who has signed
//! in is one, so is the sender of a text message, and the caller an agent serves. No address that is
//! not the subject's can be named: a [`RecordRef`] says *which of the subject's addresses* it means.

mod addresses;
mod change;
mod choice;
mod code_ceilings;
mod code_settings;
mod codes;
mod export;
mod export_log;
mod export_questions;
mod identity;
mod lines;
mod names;
mod own_records;
mod screen;
mod sign_in;
mod story;
mod subject;
mod submission;
mod undo;

pub use crate::message::NoticePolicy;
pub use addresses::{ADDRESSES_MAX, AddressAdded};
pub use change::{ChangeError, Changed, RECORDS_MAX, RecordChange, Selection};
pub use choice::{BrandChoice, CHOICES_MAX};
pub use code_ceilings::{
    COUNTRY_CODES_MAX, CodeRoute, EMAIL_CODES_MAX, NETWORK_CODES_MAX, NETWORK_WRONG_MAX,
};
pub use code_settings::{CodeSettings, TEXT_CODES_MAX};
pub use codes::{
    CODE_MINUTES, Challenge, ChallengeId, CodeAsker, CodeChecked, CodeRequested, ProvenAddress,
};
pub use export::{Export, ExportCheck, ExportMovement, ExportRecord};
pub use export_log::{ExportAccess, ExportComplaint, ExportNotice, ExportStep};
pub use export_questions::{ExportAsked, ExportQuestion, ExportReference, QUESTIONS_SHOWN_MAX};
pub use identity::VerifiedIdentity;
pub use lines::{ClosedLine, LINES_MAX, LineOutcome};
pub use names::{CheckAsker, RetailerName};
pub use screen::{
    BRANDS_PER_PAGE, BrandConsents, ConsentRow, SEARCH_TEXT_MAX, Screen, ScreenOrder, ScreenQuery,
};
pub use sign_in::SignedIn;
pub use story::{CHECKS_SHOWN, CHECKS_SHOWN_MAX, Story, StoryChange, StoryCheck, StoryMovement};
pub use subject::{AddressId, OwnAddress, Person, PersonId, RecordRef, Subject};
pub use undo::UNDO_WINDOW;

pub(crate) use code_ceilings::CeilingAlarm;
