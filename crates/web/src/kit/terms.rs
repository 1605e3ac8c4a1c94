//! The registry's terms and dates in templates, which hand over most things by reference.

use std::borrow::Borrow;
use std::iter;

use domain::{Channel, RecipientType, Source, Status, Timestamp};

use crate::kit::form::Choice;
use crate::kit::page::Page;

impl Page {
    /// A channel.
    pub fn channel(&self, channel: impl Borrow<Channel>) -> String {
        self.words.channel(*channel.borrow())
    }

    /// The channels to choose from, below one for all of them, by its text's identifier.
    pub fn channels(&self, any: &str) -> Vec<Choice> {
        let each = Channel::ALL.map(|channel| self.channel_choice(channel));
        iter::once(Choice::new("", self.t(any)))
            .chain(each)
            .collect()
    }

    /// A channel to choose.
    pub fn channel_choice(&self, channel: Channel) -> Choice {
        Choice::new(channel.as_wire(), self.channel(channel))
    }

    /// The statuses to choose from, as [`Self::channels`].
    pub fn statuses(&self, any: &str) -> Vec<Choice> {
        let each = Status::ALL.map(|status| Choice::new(status.as_wire(), self.status(status)));
        iter::once(Choice::new("", self.t(any)))
            .chain(each)
            .collect()
    }

    /// A status.
    pub fn status(&self, status: impl Borrow<Status>) -> String {
        self.words.status(*status.borrow())
    }

    /// The style of a status's tag.
    #[allow(clippy::unused_self, reason = "templates call it as the others")]
    pub fn tag(&self, status: impl Borrow<Status>) -> &'static str {
        match status.borrow() {
            Status::Approval => "tag yes",
            Status::Refusal => "tag no",
        }
    }

    /// Private person or merchant.
    pub fn recipient_type(&self, recipient_type: impl Borrow<RecipientType>) -> String {
        self.words.recipient_type(*recipient_type.borrow())
    }

    /// Where a consent was expressed.
    pub fn source(&self, source: impl Borrow<Option<Source>>) -> String {
        self.words.source(*source.borrow())
    }

    /// A day and a time of day.
    pub fn instant(&self, instant: impl Borrow<Timestamp>) -> String {
        self.words.instant(*instant.borrow())
    }

    /// A day.
    pub fn day(&self, instant: impl Borrow<Timestamp>) -> String {
        self.words.day(*instant.borrow())
    }

    /// The month that a day is in, in words.
    pub fn month(&self, instant: impl Borrow<Timestamp>) -> String {
        self.words.month(*instant.borrow())
    }
}
