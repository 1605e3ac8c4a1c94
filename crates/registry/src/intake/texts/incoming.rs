//! A text message that came in.

use std::fmt;

use domain::{Address, Language};
use tokio::sync::OwnedMutexGuard;

use directory::received_text::TextIdentity;
use domain::RecipientId;

use crate::people::recipient::Subject;

/// The most parts of one message. A part has up to 153 letters; nobody types thousands.
pub const PARTS_MAX: u8 = 10;

/// Which part of a long message something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOf {
    /// What is the same for all parts of one message of one sender.
    pub reference: u32,
    /// How many parts there are.
    pub total: u8,
    /// Which one this is, from 1.
    pub number: u8,
}

impl PartOf {
    /// Whether it can be a part: 1 to `total`, and `total` at most [`PARTS_MAX`].
    pub const fn is_possible(&self) -> bool {
        self.number >= 1 && self.number <= self.total && self.total <= PARTS_MAX
    }

    /// Whether it is the only part of its message.
    pub const fn is_whole(&self) -> bool {
        self.number == 1 && self.total == 1
    }
}

/// A text message from somebody's phone.
#[derive(Clone)]
pub struct IncomingText {
    /// Who brought it.
    pub gateway: String,
    /// The name whoever brought it knows it by, the same at every delivery.
    pub id: Option<String>,
    /// Who sent it: a phone number.
    pub sender: Address,
    /// The text, or the part's.
    pub text: String,
    /// Which part of a long message it is.
    pub part: Option<PartOf>,
    /// Whether the network vouches for the sender. Anybody can write in a number's name otherwise, and
    /// what they write must take nothing from its owner.
    pub verified: bool,
}

/// What is to be done with a message that came in.
#[derive(Debug)]
pub enum TextTaken {
    /// It was dealt with before.
    Repeated {
        /// What was answered then.
        answer: Option<String>,
    },
    /// It is kept until its other parts have come.
    Waiting,
    /// It is whole, and nobody else deals with a message of this sender meanwhile.
    Whole(Box<TextTurn>),
}

/// A whole message to be dealt with, and the turn of its sender: messages of one sender are dealt with
/// one after the other. Ends with [`crate::Intake::finish_text`]; dropped before, the message is dealt with
/// anew when it is delivered again.
pub struct TextTurn {
    /// The whole text.
    pub text: String,
    /// The sender's one address.
    pub subject: Subject,
    /// In which language the sender is answered.
    pub language: Language,
    /// Whether the same text came from the same sender less than ten minutes ago, and nothing tells
    /// whether it is the same message. Only what is refused counts then, since a refusal must not be
    /// lost, and what changes nothing gets no second answer.
    pub perhaps_repeated: bool,
    /// Whether it came in parts. Parts of two messages can be mixed up: what they say together may be what
    /// nobody wrote. Enough to refuse, too little to approve.
    pub in_parts: bool,
    pub(super) sender: RecipientId,
    pub(super) verified: bool,
    pub(super) identities: Vec<TextIdentity>,
    pub(super) whole: Option<TextIdentity>,
    pub(super) _turn: OwnedMutexGuard<()>,
}

impl fmt::Debug for TextTurn {
    /// Leaves text and sender out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextTurn").finish_non_exhaustive()
    }
}

impl fmt::Debug for IncomingText {
    /// Leaves text and sender out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingText")
            .field("gateway", &self.gateway)
            .finish_non_exhaustive()
    }
}
