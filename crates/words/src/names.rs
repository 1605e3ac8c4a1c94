//! The registry's own terms and dates in people's words.

use domain::fines::Amount;
use domain::{Channel, Language, RecipientType, Source, Status, Timestamp};

use crate::{Words, numbers};

impl Words {
    /// The channel, for a heading or a label: "Arama", "Calls".
    pub fn channel(self, channel: Channel) -> String {
        self.text(match channel {
            Channel::Call => "channel-call",
            Channel::Text => "channel-text",
            Channel::Email => "channel-email",
        })
    }

    /// The status: "Onay", "Approved".
    pub fn status(self, status: Status) -> String {
        self.text(match status {
            Status::Approval => "status-approval",
            Status::Refusal => "status-refusal",
        })
    }

    /// Private person or merchant.
    pub fn recipient_type(self, recipient_type: RecipientType) -> String {
        self.text(match recipient_type {
            RecipientType::Individual => "recipient-type-individual",
            RecipientType::Merchant => "recipient-type-merchant",
        })
    }

    /// Where a consent was expressed, in plain words. `None`: the provider did not say.
    pub fn source(self, source: Option<Source>) -> String {
        let Some(source) = source else {
            return self.text("source-unknown");
        };
        let id = format!("source-{}", source.as_wire().replace('_', "-"));
        self.text(&id.to_ascii_lowercase())
    }

    /// An amount of money: "14.309,00 TL", "TRY 14,309.00".
    pub fn money(self, amount: Amount) -> String {
        let liras = numbers::grouped(self.language(), &amount.liras().to_string());
        match self.language() {
            Language::Turkish => format!("{liras},{:02} TL", amount.fraction()),
            Language::English => format!("TRY {liras}.{:02}", amount.fraction()),
        }
    }

    /// A day and a time of day in Türkiye, as people write them: "25.11.2026 14:30", "25 Nov 2026, 14:30".
    pub fn instant(self, instant: Timestamp) -> String {
        let wire = instant.to_wire();
        let (day, time) = wire.split_once(' ').unwrap_or((&wire, ""));
        format!("{} {}", self.day_text(day), &time[..time.len().min(5)])
    }

    /// A day in Türkiye, as people write it: "25.11.2026", "25 Nov 2026".
    pub fn day(self, instant: Timestamp) -> String {
        let wire = instant.to_wire();
        self.day_text(wire.split_once(' ').map_or(wire.as_str(), |(day, _)| day))
    }

    /// The month that a day is in, in words: "Kasım 2026", "November 2026".
    pub fn month(self, instant: Timestamp) -> String {
        let wire = instant.to_wire();
        let mut parts = wire.split('-');
        let (Some(year), Some(month)) = (parts.next(), parts.next()) else {
            return wire;
        };
        let number = month.parse::<i32>().unwrap_or_default();
        let year = year.to_owned();
        self.with("month", &[("month", number.into()), ("year", year.into())])
    }

    /// A number in groups of three digits, as the language sets them apart: "12.345", "12,345".
    pub fn number(self, number: usize) -> String {
        numbers::grouped(self.language(), &number.to_string())
    }

    fn day_text(self, day: &str) -> String {
        let mut parts = day.splitn(3, '-');
        let (Some(year), Some(month), Some(date)) = (parts.next(), parts.next(), parts.next())
        else {
            return day.to_owned();
        };
        self.with(
            "date",
            &[
                ("day", date.to_owned().into()),
                ("month", month.to_owned().into()),
                (
                    "monthNumber",
                    month.parse::<i32>().unwrap_or_default().into(),
                ),
                ("year", year.to_owned().into()),
            ],
        )
    }
}
