//! What is logged.

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};

/// The most rows of one [`ListBlock`].
pub const BLOCK_ROWS_MAX: usize = 1 << 20;
/// The longest text of an [`Exemption`], in bytes.
pub const EXEMPTION_TEXT_MAX: usize = 256;

/// Who asked: the numbers are given and read by the caller, the log only keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asker {
    /// The kind of party.
    pub kind: u8,
    /// The party's number.
    pub party: u32,
    /// Tells the party's users apart.
    pub user: u64,
}

/// What was asked, in common for all rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub asker: Asker,
    /// For which brand.
    pub brand: BrandCode,
    /// On which channel.
    pub channel: Channel,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
}

/// What a sender declared to need no consent (rule 37). Each text is at most
/// [`EXEMPTION_TEXT_MAX`] bytes; longer ones are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Why it is exempt, in the sender's words.
    pub declaration: String,
    /// The sender as the recipient sees it.
    pub sender: String,
    /// The template of the message.
    pub template: String,
}

/// Many checks at once.
#[derive(Clone, Debug)]
pub struct ListBlock<'a> {
    /// What was asked about all of them.
    pub question: Question,
    /// The list it is a part of.
    pub list: [u8; 16],
    /// Whom. At most [`BLOCK_ROWS_MAX`].
    pub recipients: &'a [RecipientId],
    /// Whether sending was allowed, one an entry of `recipients`.
    pub allowed: &'a [bool],
}

/// One logged check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCheck {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: LoggedAnswer,
}

/// What a check was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoggedAnswer {
    /// A single check.
    Single(Reason),
    /// A single check of an exempt message.
    Exempt(Exemption),
    /// The same; what was declared is sealed, as [`super::CheckLog::exempt`] was given it.
    SealedExempt(Vec<u8>),
    /// A row of a list.
    Row {
        /// Whether sending was allowed.
        allowed: bool,
        /// The list.
        list: [u8; 16],
    },
}
