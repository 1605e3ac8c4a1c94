//! Messages the registry itself sends to people: codes, notices, receipts, answers.
//!
//! A use case says *what* is to be said ([`Content`]); the words are found when the message is sent
//! (`channels`), in the language it was meant in. Each waits in the directory, sealed, until a
//! transport has taken it.

mod content;
mod transport;

pub use content::{CodePurpose, Content, NOTICE_LINES_MAX, NewMessage, NoticeKind, NoticeLine};
pub use transport::{Delivery, MessageTransport, OutgoingMessage};
