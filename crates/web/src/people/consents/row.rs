//! One record as the one screen shows it.

use domain::{Channel, RecipientType, Status};
use registry::people::recipient::{ConsentRow, RetailerName};
use words::Words;

use crate::kit::address;

/// A record in words.
pub struct Row {
    /// Its name in forms.
    pub record: String,
    /// Its channel in words.
    pub channel: String,
    /// The class of its channel's sign.
    pub icon: &'static str,
    /// The address; empty where the subject has only one.
    pub address: String,
    /// Whether it is an approval.
    pub approved: bool,
    /// Approval or refusal in words.
    pub status: String,
    /// The words for a merchant; empty for a private person.
    pub merchant: String,
    /// Since when.
    pub since: String,
    /// Where it was expressed, in words.
    pub source: String,
    /// The retailer that took it; empty: none did.
    pub retailer: String,
    /// The whole in words, for those who hear a button without what stands around it.
    pub spoken: String,
}

impl Row {
    /// A record of a brand; `several`: the subject has more than one address.
    pub fn new(words: Words, brand: &str, row: &ConsentRow, several: bool) -> Self {
        let address = address::shown(&row.address);
        let channel = words.channel(row.record.channel);
        let spoken = format!("{brand}, {channel}, {address}");
        Self {
            record: row.record.to_string(),
            icon: icon(row.record.channel),
            address: if several { address } else { String::new() },
            approved: row.status == Status::Approval,
            status: words.status(row.status),
            merchant: merchant(words, row.record.recipient_type),
            since: words.day(row.since),
            source: words.source(row.source),
            retailer: row.retailer.as_ref().map(retailer).unwrap_or_default(),
            channel,
            spoken,
        }
    }
}

/// The class of a channel's sign.
pub fn icon(channel: Channel) -> &'static str {
    match channel {
        Channel::Call => "call",
        Channel::Text => "text",
        Channel::Email => "email",
    }
}

/// The words for a merchant; empty for a private person, as nearly everybody is.
pub fn merchant(words: Words, recipient_type: RecipientType) -> String {
    match recipient_type {
        RecipientType::Individual => String::new(),
        RecipientType::Merchant => words.recipient_type(recipient_type),
    }
}

/// A retailer's title, or its number where it has none any more.
pub fn retailer(retailer: &RetailerName) -> String {
    let code = || format!("#{}", retailer.code);
    retailer.title.clone().unwrap_or_else(code)
}
