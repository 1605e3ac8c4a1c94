//! Telling people of consents that providers have recorded in their name (rules 54 to 57).
//!
//! ```text
//! log ── gathering ──> who waits ── writing, when due ──> notice and message ── message worker ──> person
//! ```
//!
//! Gathering follows the log and keeps *who* is to be told and from which movement on, a row a person
//! however much is loaded. Which approvals those are is asked of the ledger when the notice is written,
//! so that what was refused meanwhile is not in it. The notice, its message and the end of the waiting
//! are one transaction: nobody is told of the same movement twice, and nothing is forgotten.

mod allowance;
mod due;
mod gathering;
mod sent;
mod writing;

pub use directory::notice::NoticeId;
pub use gathering::{GATHER_MOVEMENTS, NoticeGatherer};
pub use sent::{NOTICES_SHOWN_MAX, SentNotice};
pub use writing::{BACKLOG_MAX, NOTICE_RECORDS_MAX, NoticeWriter, WRITTEN_AT_ONCE};
