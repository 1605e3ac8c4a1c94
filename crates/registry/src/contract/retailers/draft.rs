//! From the fields of a retailer, by their names in the contract, to the retailer, all violations together (contract 11.1).
//!
//! Violations name the field, but leave out its value: it may be somebody's identity number.

use domain::{Address, Channel, ErrorCode, Violation};
use serde_json::{Map, Value};

use super::numbers::{self, MERSIS_DIGITS, TCKN_DIGITS, VKN_DIGITS};
use super::{PlaceName, RetailerDetails, RetailerStatus, places};

/// The longest text of a field, in characters (contract 11.1 says so of the title).
pub const TEXT_CHARS_MAX: usize = 255;

/// What must be sent, for `H016`.
const REQUIRED: &str = "title, name, tckn, tin, city, town";

/// Punctuation that names and trade titles have beside letters, digits and blanks.
const PUNCTUATION: &str = ".,-&'’()/:+";

/// Reads a retailer. Unknown fields are passed over, as the contract has no code for them.
///
/// That the district lies in the province is not asked: the contract's own example has one that
/// does not.
pub fn parse(body: &Value) -> Result<RetailerDetails, Vec<Violation>> {
    let Some(object) = body.as_object().filter(|object| !object.is_empty()) else {
        return Err(vec![
            ErrorCode::H016.violation().filled(&[("fields", REQUIRED)]),
        ]);
    };
    let mut found = Vec::new();
    let read = read(&mut Draft {
        object,
        found: &mut found,
    });
    match read {
        Some(details) if found.is_empty() => Ok(details),
        _ => Err(found),
    }
}

fn read(draft: &mut Draft<'_>) -> Option<RetailerDetails> {
    let title = draft.required_text("title", ErrorCode::H214);
    let name = draft.required_text("name", ErrorCode::H215);
    let tckn = draft.tckn();
    let tin = draft.tin();
    let city = draft.place(
        "city",
        [ErrorCode::H217, ErrorCode::H218, ErrorCode::H219],
        |code| places::city(code).is_some(),
    );
    let town = draft.place(
        "town",
        [ErrorCode::H220, ErrorCode::H221, ErrorCode::H222],
        |code| places::town(code).is_some(),
    );
    let mersis = draft.mersis();
    let alias = draft.optional_text("alias");
    let mobile = draft.mobile();
    let status = draft.status();
    Some(RetailerDetails {
        title: title?,
        name: name?,
        tckn: tckn?,
        tin: tin?,
        city: city?,
        town: town?,
        mersis,
        alias,
        mobile,
        status: status?,
    })
}

struct Draft<'a> {
    object: &'a Map<String, Value>,
    found: &'a mut Vec<Violation>,
}

impl Draft<'_> {
    fn complain(&mut self, code: ErrorCode, field: &'static str) {
        self.found.push(code.violation().at(field));
    }

    /// A field that was sent: `null`, an empty text and a blank one count as not sent.
    fn sent(&self, field: &str) -> Option<&Value> {
        self.object.get(field).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    fn required_text(&mut self, field: &'static str, missing: ErrorCode) -> Option<String> {
        if self.sent(field).is_none() {
            self.complain(missing, field);
        }
        self.optional_text(field)
    }

    fn optional_text(&mut self, field: &'static str) -> Option<String> {
        let text = self
            .sent(field)?
            .as_str()
            .unwrap_or_default()
            .trim()
            .to_owned();
        let fits = |symbol: char| {
            symbol.is_alphanumeric() || symbol == ' ' || PUNCTUATION.contains(symbol)
        };
        if text.chars().count() > TEXT_CHARS_MAX {
            let limit = TEXT_CHARS_MAX.to_string();
            let values = [("key", field), ("limit", &*limit)];
            self.found
                .push(ErrorCode::H017.violation().at(field).filled(&values));
            None
        } else if text.chars().any(char::is_alphanumeric) && text.chars().all(fits) {
            Some(text)
        } else {
            let alphanumeric = ErrorCode::H229.violation().at(field);
            self.found.push(alphanumeric.filled(&[("key", field)]));
            None
        }
    }

    /// A number of many digits, sent as a text or (as in the contract's example) as a number.
    fn digits(&self, field: &str) -> Option<String> {
        self.sent(field).map(|value| match value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        })
    }

    fn tckn(&mut self) -> Option<String> {
        let Some(text) = self.digits("tckn") else {
            self.complain(ErrorCode::H216, "tckn");
            return None;
        };
        if text.chars().count() != TCKN_DIGITS {
            self.complain(ErrorCode::H226, "tckn");
        } else if !numbers::is_tckn(&text) {
            self.complain(ErrorCode::H225, "tckn");
        }
        Some(text)
    }

    /// A tax number, or the identity number that persons have in its place.
    fn tin(&mut self) -> Option<String> {
        let Some(text) = self.digits("tin") else {
            self.complain(ErrorCode::H288, "tin");
            return None;
        };
        if ![VKN_DIGITS, TCKN_DIGITS].contains(&text.chars().count()) {
            self.complain(ErrorCode::H244, "tin");
        } else if !numbers::is_vkn(&text) && !numbers::is_tckn(&text) {
            self.complain(ErrorCode::H243, "tin");
        }
        Some(text)
    }

    fn mersis(&mut self) -> Option<String> {
        let text = self.digits("mersis")?;
        if text.chars().count() != MERSIS_DIGITS {
            self.complain(ErrorCode::H228, "mersis");
        } else if !numbers::is_mersis(&text) {
            self.complain(ErrorCode::H227, "mersis");
        }
        Some(text)
    }

    fn mobile(&mut self) -> Option<String> {
        let text = self.sent("mobile")?.as_str().unwrap_or_default();
        let Ok(address) = Address::from_wire(text, Channel::Call) else {
            self.complain(ErrorCode::H224, "mobile");
            return None;
        };
        Some(address.to_string())
    }

    fn status(&mut self) -> Option<RetailerStatus> {
        let Some(value) = self.sent("status") else {
            return Some(RetailerStatus::Active);
        };
        let status = value.as_str().and_then(RetailerStatus::from_wire);
        if status.is_none() {
            self.complain(ErrorCode::H201, "status");
        }
        status
    }

    /// A province or district: a code that exists, as a number or as a text of digits, and a name.
    fn place(
        &mut self,
        field: &'static str,
        [missing, wrong_code, wrong_name]: [ErrorCode; 3],
        exists: impl Fn(u32) -> bool,
    ) -> Option<PlaceName> {
        let Some(place) = self.sent(field).and_then(Value::as_object) else {
            self.complain(missing, field);
            return None;
        };
        let code = match place.get("code") {
            Some(Value::String(text)) => text.parse().ok(),
            Some(Value::Number(number)) => {
                number.as_u64().and_then(|code| u32::try_from(code).ok())
            }
            _ => None,
        };
        let code = code.filter(|code| exists(*code));
        let name = place
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = name.trim().to_owned();
        let too_long = name.chars().count() > TEXT_CHARS_MAX;
        if code.is_none() {
            self.found.push(wrong_code.violation().at(field).at("code"));
        }
        if name.is_empty() {
            self.found.push(wrong_name.violation().at(field).at("name"));
        } else if too_long {
            let limit = TEXT_CHARS_MAX.to_string();
            let values = [("key", "name"), ("limit", &*limit)];
            let too_long = ErrorCode::H017.violation().at(field).at("name");
            self.found.push(too_long.filled(&values));
        }
        code.map(|code| PlaceName { code, name })
    }
}
