//! Messages the registry itself sends to people: codes, notices, receipts, answers.
//!
//! A use case says *what* is to be said ([`Content`]); the words are found when the message is sent
//! (`channels`), in the language it was meant in. Each waits in the directory, sealed, until a
//! transport has taken it: what was posted survives a crash, and is sent again only where nobody knows
//! whether it was taken. Then it has the same identity as before, so that who gets it twice can tell.

mod content;
mod dead;
mod envelope;
mod inbox;
mod outbox;
mod pace;
mod settings;
mod transport;
mod worker;

pub use crate::retry::{RETRY_FIRST, RETRY_LONGEST};
pub use content::{
    AnswerWay, ApplicationNews, CodePurpose, Content, NOTICE_LINES_MAX, NewMessage, NoticeKind,
    NoticeLine, QUESTION_BRANDS_MAX,
};
pub use dead::{DEAD_LETTERS_MAX, DeadLetter, LetterId};
pub use inbox::{Inbox, InboxMessage};
pub use outbox::MESSAGE_KEPT_DAYS;
pub(crate) use outbox::Wake;
pub use pace::ATTEMPTS_MAX;
pub use settings::{MessageSettings, NoticePolicy};
pub use transport::{Delivery, MessageTransport, OutgoingMessage};
pub use worker::{IN_FLIGHT_MAX, LEASE_TIME, SEND_TIMEOUT};

pub(crate) use pace::hour;
