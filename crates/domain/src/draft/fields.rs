//! The single fields of a request, each with the codes the contract gives it. Endpoints other than
//! the adding of consents read theirs with these, too.

use serde_json::Value;

use crate::{Address, Channel, ErrorCode, Location, Phone, RecipientType, RetailerCode, Violation};

/// What an address is read for, which decides the codes of a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressUse {
    /// A consent, or a history or access call: `H120` or `H121`, and `H160` before `H121` for an
    /// over-long number.
    Add,
    /// A question about one recipient: an over-long number is `H166` alone.
    Query,
    /// One of a list of recipients: an address of the other kind is `H464`, an over-long number
    /// `H166`.
    ListQuery,
}

/// Reads the address in `value`. Every violation gets `location` and the value as it was sent.
pub fn parse_address(
    value: &Value,
    channel: Channel,
    purpose: AddressUse,
    location: &[Location],
) -> Result<Address, Vec<Violation>> {
    let text = value.as_str().unwrap_or("");
    let code = match Address::from_wire(text, channel) {
        Ok(address) => return Ok(address),
        Err(code) => code,
    };
    let too_long = code == ErrorCode::H121 && Phone::too_long(text);
    let violations = match purpose {
        AddressUse::ListQuery if is_other_kind(text, channel) => vec![wrong_kind(channel)],
        AddressUse::Query | AddressUse::ListQuery if too_long => vec![ErrorCode::H166.violation()],
        AddressUse::Add if too_long => vec![ErrorCode::H160.violation(), code.violation()],
        _ => vec![code.violation()],
    };
    Err(violations
        .into_iter()
        .map(|mut violation| {
            violation.location = location.to_vec();
            violation.with_value(value.clone())
        })
        .collect())
}

/// Whether the text is an address, but one for the other kind of channel.
fn is_other_kind(text: &str, channel: Channel) -> bool {
    let other = if channel.is_phone() {
        Channel::Email
    } else {
        Channel::Call
    };
    Address::from_wire(text, other).is_ok()
}

/// `H464` with its message filled.
fn wrong_kind(channel: Channel) -> Violation {
    let kind = if channel.is_phone() {
        "telefon"
    } else {
        "e-posta"
    };
    ErrorCode::H464
        .violation()
        .filled(&[("type", channel.as_wire()), ("kind", kind)])
}

/// Reads `type`: `H111` when it is missing, `H117` when it is no channel.
pub fn parse_channel(value: Option<&Value>) -> Result<Channel, Vec<Violation>> {
    let value = value.ok_or_else(|| vec![ErrorCode::H111.violation().at("type")])?;
    Channel::from_wire(word(value)).map_err(|code| vec![wrong(code, "type", value)])
}

/// Reads `recipientType` where it must be given: `H170` when it is missing, `H116` when it is
/// neither of the two.
pub fn parse_recipient_type(value: Option<&Value>) -> Result<RecipientType, Vec<Violation>> {
    let value = value.ok_or_else(|| vec![ErrorCode::H170.violation().at("recipientType")])?;
    RecipientType::from_wire(word(value)).map_err(|code| vec![wrong(code, "recipientType", value)])
}

/// Reads `retailerCode`: a whole number, also as a text of digits. `H267` when it is an empty text,
/// `H180` when it cannot be any retailer's number.
pub fn parse_retailer(value: &Value) -> Result<RetailerCode, Vec<Violation>> {
    match retailer_code(value) {
        Some(code) => Ok(code),
        // The contract gives this one neither location nor value; elsewhere the code speaks of
        // iysCode.
        None if value.as_str() == Some("") => {
            let mut violation = ErrorCode::H267.violation();
            violation.message = "retailerCode değeri boş string olmamalıdır!".into();
            Err(vec![violation])
        }
        None => Err(vec![wrong(ErrorCode::H180, "retailerCode", value)]),
    }
}

/// Reads a list of retailers of at most `limit` entries, in the order sent: `H169` when it is
/// missing, `H163` when it is empty or no list, `H126` when it is too long; for an entry `H180`
/// when it cannot be a retailer's number and `H193` when it was there before.
pub fn parse_retailer_access(
    value: Option<&Value>,
    limit: usize,
) -> Result<Vec<RetailerCode>, Vec<Violation>> {
    const FIELD: &str = "retailerAccess";
    let value = value.ok_or_else(|| vec![ErrorCode::H169.violation().at(FIELD)])?;
    let entries = match value.as_array() {
        Some(entries) if !entries.is_empty() => entries,
        _ => return Err(vec![wrong(ErrorCode::H163, FIELD, value)]),
    };
    if entries.len() > limit {
        let limit = limit.to_string();
        return Err(vec![
            wrong(ErrorCode::H126, FIELD, value).filled(&[("limit", &limit)]),
        ]);
    }
    let mut codes = Vec::with_capacity(entries.len());
    let mut violations = Vec::new();
    let mut seen = std::collections::HashSet::with_capacity(entries.len());
    for (position, entry) in (0..).zip(entries) {
        let code = match retailer_code(entry) {
            Some(code) if seen.insert(code) => {
                codes.push(code);
                continue;
            }
            Some(_) => ErrorCode::H193,
            None => ErrorCode::H180,
        };
        if violations.len() < super::MAX_VIOLATIONS {
            violations.push(
                code.violation()
                    .at(FIELD)
                    .at_position(position)
                    .with_value(entry.clone()),
            );
        }
    }
    if violations.is_empty() {
        Ok(codes)
    } else {
        Err(violations)
    }
}

/// A number, or a text of decimal digits, as a retailer's number. Retailers' numbers have eight
/// digits, and the contract's integers have 32 bits and a sign; which of them exist is not known here.
fn retailer_code(value: &Value) -> Option<RetailerCode> {
    let number = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse::<u64>().ok()?
        }
        _ => return None,
    };
    let number = i32::try_from(number).ok()?;
    u32::try_from(number).ok().map(RetailerCode)
}

/// The text of a value; a value of another type is no word of the contract's.
pub(super) fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// A violation by a field that is there.
pub(super) fn wrong(code: ErrorCode, field: &'static str, value: &Value) -> Violation {
    code.violation().at(field).with_value(value.clone())
}
