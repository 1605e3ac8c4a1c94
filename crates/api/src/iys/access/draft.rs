//! The bodies of the retailer access calls (contract 11.5), all violations together.

use domain::draft::{AddressUse, EmptyFields, parse_retailer_access};
use domain::{ErrorCode, RetailerCode, Violation};
use registry::contract::access::{AccessTargets, RECIPIENTS_MAX, RETAILERS_MAX};
use registry::contract::status::RecordQuery;
use serde_json::{Map, Value};

use crate::edge::fields::{Found, sent};

/// The fields of these calls; each call passes over those it does not need.
const FIELDS: [&str; 5] = [
    "type",
    "recipient",
    "recipients",
    "recipientType",
    "retailerAccess",
];

/// Reads the body's fields and what is wrong with them.
pub struct Draft<'a> {
    object: &'a Map<String, Value>,
    nulls: EmptyFields,
    found: Found,
}

impl<'a> Draft<'a> {
    /// Begins with an object; `unknown` if it has a field that no such call has.
    pub fn new(
        object: &'a Map<String, Value>,
        nulls: EmptyFields,
        unknown: ErrorCode,
    ) -> Result<Self, Vec<Violation>> {
        let known = object.keys().all(|name| FIELDS.contains(&name.as_str()));
        if known {
            Ok(Self {
                object,
                nulls,
                found: Found::default(),
            })
        } else {
            Err(vec![unknown.violation()])
        }
    }

    /// What was found wrong, or the value.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Violation>> {
        self.found.finish(value)
    }

    /// `type`, `recipientType` and `recipient`; `missing` complains of a `recipient` not sent.
    pub fn single(&mut self, purpose: AddressUse, missing: Violation) -> Option<RecordQuery> {
        self.found.record(self.object, self.nulls, purpose, missing)
    }

    /// `type`, `recipientType` and `recipients`; `H193` for one that is named twice.
    pub fn targets(&mut self) -> Option<AccessTargets> {
        let (channel, recipient_type) = self.found.kind(self.object, self.nulls);
        let sent = sent(self.object, "recipients", self.nulls);
        let recipients = self
            .found
            .recipients(sent, channel, AddressUse::Add, RECIPIENTS_MAX);
        Some(AccessTargets {
            recipients: recipients?,
            recipient_type: recipient_type?,
            channel: channel?,
        })
    }

    /// `retailerAccess`.
    pub fn retailers(&mut self) -> Option<Vec<RetailerCode>> {
        let sent = sent(self.object, "retailerAccess", self.nulls);
        self.found.keep(parse_retailer_access(sent, RETAILERS_MAX))
    }
}
