//! JSON as it is read here: no object, however deep, may have a name twice.
//!
//! RFC 8259 leaves open which of two values counts. Readers differ, so that a consent that says `RET`
//! to one program says `ONAY` to another. Such a text has no one meaning and is refused.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The mark some programs put before UTF-8. It belongs to no value and is passed over.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How many values one text, or one piece of a text that is read in pieces, may be made of. A consent open to
/// 3,000 retailers has hardly more than these; an object of one short member takes hundreds of bytes in memory
/// and seven in the text.
pub const VALUES_MAX: usize = 32_768;

/// The bytes are no JSON, an object in them has a name twice, or there are more than [`VALUES_MAX`] values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not JSON, a name stands twice in one object, or there are too many values")]
pub struct NotJson;

/// Reads a whole text in UTF-8.
///
/// # Errors
///
/// [`NotJson`].
pub fn read(bytes: &[u8]) -> Result<Value, NotJson> {
    let Unambiguous(value) = serde_json::from_slice(unmarked(bytes)).map_err(|_| NotJson)?;
    Ok(value)
}

/// The bytes after a byte order mark, if one is there.
pub fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// A value that was read without meeting a name twice. For readers that take a text piece by piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Unambiguous(pub Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let left = Cell::new(VALUES_MAX);
        Seed(&left).deserialize(deserializer).map(Self)
    }
}

/// Reads a value as long as there may be more of them.
#[derive(Clone, Copy)]
struct Seed<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.0.get().checked_sub(1);
        let left = left.ok_or_else(|| de::Error::custom("there are too many values"))?;
        self.0.set(left);
        deserializer.deserialize_any(ValueVisitor(self))
    }
}

/// The names of one object that were met so far.
#[derive(Debug, Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// Notes a name.
    ///
    /// # Errors
    ///
    /// It was met before, or there are more than [`VALUES_MAX`].
    pub fn note<E: de::Error>(&mut self, name: &str) -> Result<(), E> {
        if self.0.len() >= VALUES_MAX {
            Err(E::custom("there are too many values"))
        } else if self.0.insert(name.to_owned()) {
            Ok(())
        } else {
            Err(E::custom("a name stands twice in one object"))
        }
    }
}

struct ValueVisitor<'a>(Seed<'a>);

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.0)?;
            if object.insert(name, value).is_some() {
                return Err(de::Error::custom("a name stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(self.0)? {
            list.push(entry);
        }
        Ok(Value::Array(list))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_bool<E>(self, said: bool) -> Result<Value, E> {
        Ok(Value::Bool(said))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}
