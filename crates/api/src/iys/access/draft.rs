//! The bodies of the retailer access calls (contract 11.5), all violations together.

use std::collections::HashSet;

use domain::draft::{
    AddressUse, EmptyFields, parse_address, parse_channel, parse_recipient_type,
    parse_retailer_access,
};
use domain::{Address, Channel, ErrorCode, Location, RecipientType, RetailerCode, Violation};
use registry::contract::access::{AccessTargets, RECIPIENTS_MAX, RETAILERS_MAX};
use serde_json::{Map, Value};

use crate::iys::statuses::repeated;

/// The fields of these calls; each call passes over those it does not need.
const FIELDS: [&str; 5] = [
    "type",
    "recipient",
    "recipients",
    "recipientType",
    "retailerAccess",
];

/// One record's recipient.
pub struct Single {
    /// Whose record.
    pub address: Address,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Its channel.
    pub channel: Channel,
}

/// Reads the body's fields and what is wrong with them.
pub struct Draft<'a> {
    object: &'a Map<String, Value>,
    nulls: EmptyFields,
    violations: Vec<Violation>,
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
                violations: Vec::new(),
            })
        } else {
            Err(vec![unknown.violation()])
        }
    }

    /// What was found wrong, or the value.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Violation>> {
        match value {
            Some(value) if self.violations.is_empty() => Ok(value),
            _ => Err(self.violations),
        }
    }

    /// `type`, `recipientType` and `recipient`; `missing` complains of a `recipient` not sent.
    pub fn single(&mut self, purpose: AddressUse, missing: Violation) -> Option<Single> {
        let (channel, recipient_type) = self.kind();
        let location = [Location::Field("recipient".into())];
        let address = match (self.sent("recipient"), channel) {
            (None, _) => {
                self.violations.push(missing);
                None
            }
            (Some(value), Some(channel)) => {
                self.keep(parse_address(value, channel, purpose, &location))
            }
            (Some(_), None) => None,
        };
        Some(Single {
            address: address?,
            recipient_type: recipient_type?,
            channel: channel?,
        })
    }

    /// `type`, `recipientType` and `recipients`; `H193` for one that is named twice.
    pub fn targets(&mut self) -> Option<AccessTargets> {
        let (channel, recipient_type) = self.kind();
        let recipients = self.recipients(channel);
        Some(AccessTargets {
            recipients: recipients?,
            recipient_type: recipient_type?,
            channel: channel?,
        })
    }

    /// `retailerAccess`.
    pub fn retailers(&mut self) -> Option<Vec<RetailerCode>> {
        let read = parse_retailer_access(self.sent("retailerAccess"), RETAILERS_MAX);
        self.keep(read)
    }

    fn sent(&self, field: &str) -> Option<&'a Value> {
        let value = self.object.get(field)?;
        (self.nulls == EmptyFields::Wrong || !value.is_null()).then_some(value)
    }

    fn keep<T>(&mut self, read: Result<T, Vec<Violation>>) -> Option<T> {
        read.map_err(|violations| self.violations.extend(violations))
            .ok()
    }

    fn kind(&mut self) -> (Option<Channel>, Option<RecipientType>) {
        let channel = parse_channel(self.sent("type"));
        let recipient_type = parse_recipient_type(self.sent("recipientType"));
        (self.keep(channel), self.keep(recipient_type))
    }

    fn recipients(&mut self, channel: Option<Channel>) -> Option<Vec<Address>> {
        const FIELD: &str = "recipients";
        let Some(value) = self.sent(FIELD) else {
            self.violations.push(ErrorCode::H168.violation().at(FIELD));
            return None;
        };
        let code = match value.as_array() {
            None => ErrorCode::H478,
            Some(list) if list.is_empty() => ErrorCode::H164,
            Some(list) if list.len() > RECIPIENTS_MAX => ErrorCode::H127,
            Some(list) => return channel.and_then(|channel| self.addresses(list, channel)),
        };
        let limit = RECIPIENTS_MAX.to_string();
        let violation = code.violation().filled(&[("limit", &limit)]);
        self.violations
            .push(violation.at(FIELD).with_value(value.clone()));
        None
    }

    fn addresses(&mut self, list: &[Value], channel: Channel) -> Option<Vec<Address>> {
        let mut addresses = Vec::with_capacity(list.len());
        let mut seen = HashSet::with_capacity(list.len());
        for (position, value) in (0..).zip(list) {
            let location = [
                Location::Field("recipients".into()),
                Location::Position(position),
            ];
            match self.keep(parse_address(value, channel, AddressUse::Add, &location)) {
                Some(address) if seen.insert(address.clone()) => addresses.push(address),
                Some(_) => self.violations.push(repeated(position, value)),
                None => {}
            }
        }
        (addresses.len() == list.len()).then_some(addresses)
    }
}
