//! The words of a message: what [`registry::message::Content`] becomes on a telephone and in a mailbox.

mod application;
mod mail;
mod mime;
mod name;
mod notice;
mod question;
mod settings;
mod text;

use domain::Address;
use registry::message::OutgoingMessage;

pub use mail::Mail;
pub use mime::{BodyEncoding, MailAddressError, MailSender, mime};
pub use settings::LetterSettings;

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
