//! A message as it waits: whom it goes to, in which language, what it says; sealed.

use directory::message::MessageId;
use domain::{Address, Language};
use serde::{Deserialize, Serialize};

use super::{Content, NewMessage};
use crate::{Outbox, Result};

/// What a message is sealed under, with its identity.
const CONTEXT: &[u8] = b"izin/message/";

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

impl Outbox<'_> {
    /// The bytes to keep. They open for this message alone.
    pub(super) fn seal_message(self, id: MessageId, message: &NewMessage) -> Result<Vec<u8>> {
        let written = Written {
            to: message.to.to_string(),
            language: message.language.tag(),
            content: &message.content,
        };
        self.seal_value(CONTEXT, &id.0, &written)
    }

    /// Opens what [`Outbox::seal_message`](crate::Outbox::seal_message) made for this message; `None`: it is something else.
    pub(super) fn unseal_message(self, id: MessageId, sealed: &[u8]) -> Option<NewMessage> {
        let read: Read = self.unseal_value(CONTEXT, &id.0, sealed)?;
        Some(NewMessage {
            to: Address::from_stored(&read.to)?,
            language: Language::from_tag(&read.language)?,
            content: read.content,
        })
    }
}
