//! What letters say.

use domain::fines::FineSum;
use domain::{Channel, Day, Timestamp};
use words::Words;

use crate::document::Document;
use crate::legible::Legible;
use crate::parts::Parts;

/// The most lines of an address that a letter shows.
const LINES_OF_ADDRESS_MAX: usize = 16;

/// A letter of an office.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// The office that writes.
    pub from: &'a str,
    /// To whom: name and address, line by line.
    pub to: &'a [&'a str],
    /// The number of the case.
    pub number: &'a str,
    /// When it was written.
    pub written_at: Timestamp,
    /// The message that was complained about.
    pub message: MessageFacts<'a>,
    /// What it says about that.
    pub matter: Matter<'a>,
}

/// A message that was complained about.
#[derive(Clone, Copy, Debug)]
pub struct MessageFacts<'a> {
    /// By which channel it came.
    pub channel: Channel,
    /// The sender it showed.
    pub sender: &'a str,
    /// The brand, as far as it is known.
    pub brand: &'a str,
    /// The address it went to.
    pub address: &'a str,
    /// When it came.
    pub at: Timestamp,
    /// What it said.
    pub content: &'a str,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug)]
pub enum Matter<'a> {
    /// To a provider: its defence is asked for.
    DefenceRequest {
        /// The last day on which an answer is in time.
        until: Day,
        /// Who has to prove.
        burden: Burden,
    },
    /// To a provider: what was decided.
    Decision {
        /// What it came to.
        outcome: Outcome,
        /// Why.
        reasons: &'a str,
        /// The fine, if there is one.
        sum: Option<&'a FineSum>,
        /// Within how many days of service an objection may be made.
        objection_days: u16,
    },
    /// To the complainant: what was decided.
    Result {
        /// What it came to.
        outcome: Outcome,
        /// Why.
        reasons: &'a str,
    },
}

/// Who has to prove that there was a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Burden {
    /// The registry, through which it was taken.
    Registry,
    /// The provider, which has reported it.
    Provider,
    /// Nobody: there was none.
    Nobody,
}

/// What a complaint came to (rule 69).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A breach.
    Breach,
    /// None.
    NoBreach,
    /// Nothing that the law is about.
    OutOfScope,
}

impl Letter<'_> {
    /// Its parts, in words.
    pub(crate) fn compose(&self, words: Words) -> Document {
        let mut parts = Parts::new(words);
        let title = match self.matter {
            Matter::DefenceRequest { .. } => "paper-title-defence",
            Matter::Decision { .. } => "paper-title-decision",
            Matter::Result { .. } => "paper-title-result",
        };
        parts.heading(title);
        self.head(&mut parts);
        self.message.tell(&mut parts);
        match self.matter {
            Matter::DefenceRequest { until, burden } => {
                parts.heading("paper-burden-heading");
                parts.paragraph(match burden {
                    Burden::Registry => "paper-burden-registry",
                    Burden::Provider => "paper-burden-provider",
                    Burden::Nobody => "paper-burden-nobody",
                });
                parts.heading("paper-defence-heading");
                let day = words.day(until.start());
                parts.filled("paper-defence-until", &[("day", day.into())]);
            }
            Matter::Decision {
                outcome,
                reasons,
                sum,
                objection_days,
            } => {
                parts.outcome(outcome, reasons);
                match sum {
                    Some(sum) => parts.sum(sum),
                    None => parts.paragraph("paper-sum-none"),
                }
                parts.heading("paper-objection-heading");
                parts.filled("paper-objection", &[("days", objection_days.into())]);
            }
            Matter::Result { outcome, reasons } => parts.outcome(outcome, reasons),
        }
        parts.notes();
        Document {
            title: words.text(title),
            language: words.language(),
            written_at: self.written_at,
            number: Legible::line(self.number),
            author: Legible::line(self.from),
            page: |page, of| format!("{page} / {of}"),
            blocks: parts.blocks,
        }
    }

    fn head(&self, parts: &mut Parts) {
        let from = parts.shown(self.from);
        let number = parts.shown(self.number);
        let to: Vec<String> = self
            .to
            .iter()
            .take(LINES_OF_ADDRESS_MAX)
            .map(|line| parts.shown(line))
            .collect();
        let written = parts.words.instant(self.written_at);
        parts.facts(&[
            ("paper-from", from),
            ("paper-to", to.join(", ")),
            ("paper-number", number),
            ("paper-written", written),
        ]);
    }
}

impl MessageFacts<'_> {
    fn tell(&self, parts: &mut Parts) {
        parts.heading("paper-message-heading");
        let rows = [
            ("paper-message-channel", parts.words.channel(self.channel)),
            ("paper-message-sender", parts.shown(self.sender)),
            ("paper-message-brand", parts.shown(self.brand)),
            ("paper-message-address", parts.shown(self.address)),
            ("paper-message-at", parts.words.instant(self.at)),
        ];
        parts.facts(&rows);
        parts.paragraph("paper-message-content");
        parts.quote(self.content);
    }
}
