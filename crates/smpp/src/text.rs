//! What a message says.

use crate::header::{Header, Part};
use crate::letters::{self, Certainty};
use crate::message::ShortMessage;

/// The text of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, decoded; empty where it could not be read.
    pub text: String,
    /// How certain its letters are.
    pub certainty: Certainty,
    /// Which part of a long message it is; one that cannot be is told, too.
    pub part: Option<Part>,
}

impl ShortMessage {
    /// What it says. `None`: it is a report about a message of ours, or a receipt in the form of an
    /// acknowledgement, as some centres write theirs; both quote what we wrote.
    pub fn text(&self) -> Option<Text> {
        if self.is_report() {
            return None;
        }
        let (mut text, mut certainty, header) = self.read_text(&self.text);
        let mut part = header.part.or(self.part);
        let is_odd = self.is_odd || header.is_odd || self.is_acknowledgement();
        if is_odd && certainty == Certainty::Full {
            certainty = Certainty::Doubtful;
        }
        // Each may be what was written: what refuses in one of them counts.
        for more in &self.more {
            let (more, is_certain, header) = self.read_text(more);
            if is_certain != Certainty::None {
                text = format!("{text}\n{more}");
                certainty = Certainty::Doubtful;
            }
            part = part.or(header.part);
        }
        let is_receipt = text.contains("id:") && text.contains("stat:");
        (!self.is_acknowledgement() || !is_receipt).then_some(Text {
            text,
            certainty,
            part,
        })
    }

    /// One of its texts, and the header before it.
    fn read_text(&self, bytes: &[u8]) -> (String, Certainty, Header) {
        let (header, body) = if self.has_header() {
            Header::split(bytes)
        } else {
            (Header::default(), bytes)
        };
        let (text, certainty) = letters::read(body, self.coding, header.shifts);
        (text, certainty, header)
    }
}
