//! From what was sent to what is meant: one consent of a request, parsed once.

mod fields;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use fields::{
    AddressUse, parse_address, parse_channel, parse_recipient_type, parse_retailer,
    parse_retailer_access,
};

use crate::{
    Address, Channel, ErrorCode, Location, RecipientType, RetailerCode, Source, Status, Timestamp,
    Violation,
};
use fields::{word, wrong};

/// A consent somebody wants recorded, all fields of the right form. Whether it may be recorded is
/// for [`crate::rules::decide`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRequest {
    /// Whom it is about; fits `channel`.
    pub address: Address,
    /// The channel it speaks about.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Approval or refusal.
    pub status: Status,
    /// Where it was expressed. Absent only for merchants.
    pub source: Option<Source>,
    /// When it was expressed, to the second. Absent only for merchants.
    pub consent_date: Option<Timestamp>,
    /// The retailer that took it.
    pub retailer: Option<RetailerCode>,
    /// The retailers that may use it, as sent.
    pub retailer_access: Vec<RetailerCode>,
}

/// What of a consent is judged without its record, as far as it could be read (see
/// [`crate::rules::check`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Approval or refusal.
    pub status: Option<Status>,
    /// Where it was expressed.
    pub source: Option<Source>,
    /// When it was expressed, to the second.
    pub consent_date: Option<Timestamp>,
}

impl ConsentRequest {
    /// What of it is judged without its record.
    pub fn statement(&self) -> Statement {
        Statement {
            status: Some(self.status),
            source: self.source,
            consent_date: self.consent_date,
        }
    }
}

/// A consent object that cannot be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// What is wrong with its fields: at least one and at most [`MAX_VIOLATIONS`], without `index`.
    pub violations: Vec<Violation>,
    /// What could be read all the same, so that the rules on it are answered together with the
    /// fields (contract 3; see [`crate::rules::check_misfit`]).
    pub statement: Statement,
}

/// A change of the retailers that may use one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// Whose record.
    pub address: Address,
    /// Its channel.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// What to change.
    pub change: crate::AccessChange,
}

/// What optional fields sent as `null`, or as an empty `retailerAccess`, count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmptyFields {
    /// As absent; several clients in use send them.
    #[serde(rename = "lenient")]
    Absent,
    /// As wrong, which is the contract's letter.
    #[serde(rename = "strict")]
    Wrong,
}

/// The most violations reported for one item; who makes more mistakes than this sees the others
/// when these are mended. Bounds what one request can make the answer grow to.
pub const MAX_VIOLATIONS: usize = 32;

/// The most entries of `retailerAccess` in a consent (contract 4.5: the schema and the
/// batch example say 3000, the error table 100).
pub const MAX_RETAILER_ACCESS: usize = 3000;

/// Reads one consent object: the shape checks of contract 5.6, step 6, all violations
/// together and in that order. The dates are read but not judged: that needs the time (see
/// [`crate::rules`]). Nor is it known here which retailers exist.
///
pub fn parse(
    object: &Map<String, Value>,
    empty_fields: EmptyFields,
) -> Result<ConsentRequest, Misfit> {
    let mut violations = Violations::default();
    let sent = Sent::collect(object, empty_fields, &mut violations);

    let recipient_type = sent
        .recipient_type
        .map_or(Some(RecipientType::Individual), |value| {
            violations.keep(
                RecipientType::from_wire(word(value)),
                "recipientType",
                value,
            )
        });
    let dateless_allowed = recipient_type == Some(RecipientType::Merchant);

    for (value, code, field) in [
        (sent.status, ErrorCode::H110, "status"),
        (sent.channel, ErrorCode::H111, "type"),
        (sent.consent_date, ErrorCode::H112, "consentDate"),
        (sent.source, ErrorCode::H113, "source"),
        (sent.recipient, ErrorCode::H114, "recipient"),
    ] {
        let may_be_absent = dateless_allowed && matches!(code, ErrorCode::H112 | ErrorCode::H113);
        if value.is_none() && !may_be_absent {
            violations.push(code.violation().at(field));
        }
    }

    let status = sent
        .status
        .and_then(|value| violations.keep(Status::from_wire(word(value)), "status", value));
    let channel = sent
        .channel
        .and_then(|value| violations.keep(Channel::from_wire(word(value)), "type", value));
    let source = sent.source.and_then(|value| {
        violations.keep(Source::from_provider_wire(word(value)), "source", value)
    });
    let address = sent
        .recipient
        .and_then(|value| violations.address(value, channel, status));
    let consent_date = sent
        .consent_date
        .and_then(|value| violations.keep(Timestamp::from_wire(word(value)), "consentDate", value));
    let retailer = sent
        .retailer
        .and_then(|value| violations.keep_all(parse_retailer(value)));
    let retailer_access = sent.retailer_access.map_or(Some(Vec::new()), |value| {
        violations.keep_all(parse_retailer_access(Some(value), MAX_RETAILER_ACCESS))
    });

    match (address, channel, recipient_type, status, retailer_access) {
        (
            Some(address),
            Some(channel),
            Some(recipient_type),
            Some(status),
            Some(retailer_access),
        ) if violations.0.is_empty() => Ok(ConsentRequest {
            address,
            channel,
            recipient_type,
            status,
            source,
            consent_date,
            retailer,
            retailer_access,
        }),
        _ => Err(Misfit {
            violations: violations.0,
            statement: Statement {
                status,
                source,
                consent_date,
            },
        }),
    }
}

/// The contract's eight properties, as far as they were sent.
#[derive(Default)]
struct Sent<'a> {
    recipient: Option<&'a Value>,
    channel: Option<&'a Value>,
    source: Option<&'a Value>,
    status: Option<&'a Value>,
    consent_date: Option<&'a Value>,
    recipient_type: Option<&'a Value>,
    retailer: Option<&'a Value>,
    retailer_access: Option<&'a Value>,
}

impl<'a> Sent<'a> {
    /// Sorts the properties, one look at each; unknown ones are `H118`.
    fn collect(
        object: &'a Map<String, Value>,
        empty_fields: EmptyFields,
        violations: &mut Violations,
    ) -> Self {
        let mut sent = Self::default();
        let lenient = empty_fields == EmptyFields::Absent;
        for (name, value) in object {
            if lenient && value.is_null() {
                continue;
            }
            let slot = match name.as_str() {
                "recipient" => &mut sent.recipient,
                "type" => &mut sent.channel,
                "source" => &mut sent.source,
                "status" => &mut sent.status,
                "consentDate" => &mut sent.consent_date,
                "recipientType" => &mut sent.recipient_type,
                "retailerCode" => &mut sent.retailer,
                "retailerAccess" if lenient && value.as_array().is_some_and(Vec::is_empty) => {
                    continue;
                }
                "retailerAccess" => &mut sent.retailer_access,
                _ => {
                    violations.push(
                        ErrorCode::H118
                            .violation()
                            .at(name.clone())
                            .with_value(value.clone()),
                    );
                    continue;
                }
            };
            *slot = Some(value);
        }
        sent
    }
}

/// What has been found wrong so far.
#[derive(Default)]
struct Violations(Vec<Violation>);

impl Violations {
    /// Adds one, unless there are enough.
    fn push(&mut self, violation: Violation) {
        if self.0.len() < MAX_VIOLATIONS {
            self.0.push(violation);
        }
    }

    /// The value of a field, or its violation noted.
    fn keep<T>(
        &mut self,
        read: Result<T, ErrorCode>,
        field: &'static str,
        value: &Value,
    ) -> Option<T> {
        read.map_err(|code| self.push(wrong(code, field, value)))
            .ok()
    }

    /// The value of a field, or its violations noted.
    fn keep_all<T>(&mut self, read: Result<T, Vec<Violation>>) -> Option<T> {
        read.map_err(|found| found.into_iter().for_each(|violation| self.push(violation)))
            .ok()
    }

    /// The address. Where the channel is not known, it only has to be either kind (`H122`). A number
    /// must exist (`H121`), unless it is refused for: what was recorded for a number when less was
    /// known, or is known only in its country so far, can always be refused.
    fn address(
        &mut self,
        value: &Value,
        channel: Option<Channel>,
        status: Option<Status>,
    ) -> Option<Address> {
        if let Some(channel) = channel {
            let location = [Location::Field("recipient".into())];
            let read = parse_address(value, channel, AddressUse::Add, &location);
            let address = self.keep_all(read)?;
            let exists = match &address {
                Address::Phone(phone) => status == Some(Status::Refusal) || phone.is_allotted(),
                Address::Email(_) => true,
            };
            if !exists {
                self.push(wrong(ErrorCode::H121, "recipient", value));
            }
            return exists.then_some(address);
        }
        let either = [Channel::Text, Channel::Email]
            .into_iter()
            .find_map(|channel| Address::from_wire(word(value), channel).ok());
        if either.is_none() {
            self.push(wrong(ErrorCode::H122, "recipient", value));
        }
        either
    }
}
