//! The words of a message: what [`registry::message::Content`] becomes on a telephone and in a mailbox.

mod mail;
mod mime;
mod notice;
mod text;

use domain::letters::is_unseen;
use domain::{Address, Timestamp};
use registry::message::OutgoingMessage;

pub use mail::Mail;
pub use mime::{BodyEncoding, MailAddressError, MailSender, mime};

/// What every letter says of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterSettings {
    /// Where people reach the pages, without a slash at the end.
    pub public_url: String,
    /// Who runs the registry.
    pub operator_name: String,
    /// The number that text messages with a keyword go to; empty: there is none.
    pub short_number: String,
}

/// A message in words.
#[derive(Clone, PartialEq, Eq)]
pub enum Letter {
    /// For a telephone.
    Text(String),
    /// For a mailbox.
    Mail(Mail),
}

impl std::fmt::Debug for Letter {
    /// Leaves the words out: there are codes and links among them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Mail(_) => "Mail",
        })
    }
}

/// Finds the words for a message, in its language: a text message for a phone number, a mail for an
/// e-mail address.
pub fn render(message: &OutgoingMessage, settings: &LetterSettings) -> Letter {
    match message.to {
        Address::Phone(_) => Letter::Text(text::render(message, settings)),
        Address::Email(_) => Letter::Mail(mail::render(message, settings)),
    }
}

impl LetterSettings {
    /// The way to a page.
    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The exit link of a notice.
    fn exit(&self, token: &str) -> String {
        format!("{}/e/{token}", self.public_url)
    }
}

/// A brand's name as it may stand in a line: without line ends and other controls, which would let a
/// name write lines of its own, and not longer than `longest` characters.
fn name(name: &str, longest: usize) -> String {
    let is_plain = |letter: &char| !letter.is_control() && !is_format(*letter);
    let plain: String = name.chars().filter(is_plain).collect();
    if plain.chars().count() <= longest {
        return plain;
    }
    let mut short: String = plain.chars().take(longest - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Whether a character is not seen at all, or parts lines and paragraphs.
const fn is_format(letter: char) -> bool {
    is_unseen(letter) || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// An instant that was kept as milliseconds.
fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}
