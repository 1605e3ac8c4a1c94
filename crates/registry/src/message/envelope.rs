//! A message as it waits: whom it goes to, in which language, what it says; sealed.

use directory::message::MessageId;
use domain::{Address, Language};
use ledger::Ledger;
use serde::{Deserialize, Serialize};

use super::Content;

/// What is sealed of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) to: Address,
    pub(crate) language: Language,
    pub(crate) content: Content,
}

#[derive(Serialize)]
struct Written<'a> {
    to: String,
    language: &'a str,
    content: &'a Content,
}

#[derive(Deserialize)]
struct Read {
    to: String,
    language: String,
    content: Content,
}

impl Envelope {
    /// The bytes to keep. They open for this message alone.
    pub(crate) fn seal(&self, ledger: &Ledger, id: MessageId) -> Vec<u8> {
        let written = Written {
            to: self.to.to_string(),
            language: self.language.tag(),
            content: &self.content,
        };
        let plain = serde_json::to_vec(&written).expect("these types always have a form in JSON");
        ledger.seal(&context(id), &plain)
    }

    /// Opens what [`Envelope::seal`] made for this message; `None`: it is something else.
    pub(crate) fn open(ledger: &Ledger, id: MessageId, sealed: &[u8]) -> Option<Self> {
        let plain = ledger.unseal(&context(id), sealed)?;
        let read: Read = serde_json::from_slice(&plain).ok()?;
        Some(Self {
            to: Address::from_stored(&read.to)?,
            language: Language::from_tag(&read.language)?,
            content: read.content,
        })
    }
}

fn context(id: MessageId) -> Vec<u8> {
    let mut context = b"izin/message/".to_vec();
    context.extend(id.0);
    context
}
