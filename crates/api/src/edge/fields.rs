//! Reading the fields of a request one after the other: what is wrong with each is noted, and all of it is told
//! together.

use std::collections::HashSet;

use domain::draft::{AddressUse, EmptyFields, parse_address, parse_channel, parse_recipient_type};
use domain::{Address, Channel, ErrorCode, Location, RecipientType, Violation};
use registry::contract::status::RecordQuery;
use serde_json::{Map, Value};

/// Reads with `read`, which is asked for every field before it gives up.
pub fn gather<T>(read: impl FnOnce(&mut Found) -> Option<T>) -> Result<T, Vec<Violation>> {
    let mut found = Found::default();
    let value = read(&mut found);
    found.finish(value)
}

/// A field of an object, unless it is `null` and that counts as absent.
pub fn sent<'a>(
    object: &'a Map<String, Value>,
    name: &str,
    nulls: EmptyFields,
) -> Option<&'a Value> {
    let value = object.get(name)?;
    (nulls == EmptyFields::Wrong || !value.is_null()).then_some(value)
}

/// What has been found wrong so far.
#[derive(Default)]
pub struct Found(Vec<Violation>);

impl Found {
    /// The value, if nothing was found wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Violation>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }

    /// Notes what is wrong.
    pub fn add(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// The value, or what is wrong with it noted.
    pub fn keep<T>(&mut self, read: Result<T, impl IntoIterator<Item = Violation>>) -> Option<T> {
        read.map_err(|wrong| self.0.extend(wrong)).ok()
    }

    /// One of the contract's words in a path or a query.
    pub fn word<T>(
        &mut self,
        field: &'static str,
        text: &str,
        read: impl FnOnce(&str) -> Result<T, ErrorCode>,
    ) -> Option<T> {
        self.keep(read(text).map_err(|code| Some(code.violation().at(field).with_value(text))))
    }

    /// `type` and `recipientType` of an object.
    pub fn kind(
        &mut self,
        object: &Map<String, Value>,
        nulls: EmptyFields,
    ) -> (Option<Channel>, Option<RecipientType>) {
        let channel = self.keep(parse_channel(sent(object, "type", nulls)));
        let recipient_type = parse_recipient_type(sent(object, "recipientType", nulls));
        (channel, self.keep(recipient_type))
    }

    /// `type`, `recipientType` and `recipient` of an object; `missing` complains of a `recipient` not sent.
    pub fn record(
        &mut self,
        object: &Map<String, Value>,
        nulls: EmptyFields,
        purpose: AddressUse,
        missing: Violation,
    ) -> Option<RecordQuery> {
        let (channel, recipient_type) = self.kind(object, nulls);
        let address = self.recipient(sent(object, "recipient", nulls), channel, purpose, missing);
        Some(RecordQuery {
            address: address?,
            recipient_type: recipient_type?,
            channel: channel?,
        })
    }

    /// `recipient`. Without its channel nobody knows which kind of address it has to be, and nothing is noted.
    pub fn recipient(
        &mut self,
        value: Option<&Value>,
        channel: Option<Channel>,
        purpose: AddressUse,
        missing: Violation,
    ) -> Option<Address> {
        let Some(value) = value else {
            self.add(missing);
            return None;
        };
        let location = [Location::Field("recipient".into())];
        self.keep(parse_address(value, channel?, purpose, &location))
    }

    /// `recipients`, at most so many; `H193` for one that is named twice.
    pub fn recipients(
        &mut self,
        value: Option<&Value>,
        channel: Option<Channel>,
        purpose: AddressUse,
        most: usize,
    ) -> Option<Vec<Address>> {
        let Some(value) = value else {
            self.add(ErrorCode::H168.violation().at(RECIPIENTS));
            return None;
        };
        let code = match value.as_array() {
            None => ErrorCode::H478,
            Some(list) if list.is_empty() => ErrorCode::H164,
            Some(list) if list.len() > most => ErrorCode::H127,
            Some(list) => return self.addresses(list, channel?, purpose),
        };
        let limit = most.to_string();
        let violation = code.violation().at(RECIPIENTS);
        let violation = violation.filled(&[("limit", &limit)]);
        // A question's list is not sent back when it is what is too long.
        let kept = code == ErrorCode::H127 && purpose == AddressUse::ListQuery;
        self.add(if kept {
            violation
        } else {
            violation.with_value(value.clone())
        });
        None
    }

    fn addresses(
        &mut self,
        list: &[Value],
        channel: Channel,
        purpose: AddressUse,
    ) -> Option<Vec<Address>> {
        let mut addresses = Vec::with_capacity(list.len());
        let mut seen = HashSet::with_capacity(list.len());
        for (position, value) in (0..).zip(list) {
            let location = [
                Location::Field(RECIPIENTS.into()),
                Location::Position(position),
            ];
            let read = parse_address(value, channel, purpose, &location);
            let read = read.map_err(|found| found.into_iter().map(at_recipient));
            match self.keep(read) {
                Some(address) if seen.insert(address.clone()) => addresses.push(address),
                Some(_) => self.add(repeated(position, value)),
                None => {}
            }
        }
        (addresses.len() == list.len()).then_some(addresses)
    }
}

const RECIPIENTS: &str = "recipients";

/// A recipient that was in the list before, with the contract's message for `H193` here; the code
/// table's speaks of retailers as well.
fn repeated(position: u32, value: &Value) -> Violation {
    let mut repeated = ErrorCode::H193
        .violation()
        .at(RECIPIENTS)
        .at_position(position);
    repeated.message = "Alıcı (recipient) değeri liste içinde tekrarlanamaz.".into();
    repeated.with_value(value.clone())
}

/// The contract has `H464` speak of `recipient` without a position; the value says which.
fn at_recipient(mut violation: Violation) -> Violation {
    if violation.code == ErrorCode::H464 {
        violation.location = vec![Location::Field("recipient".into())];
    }
    violation
}
