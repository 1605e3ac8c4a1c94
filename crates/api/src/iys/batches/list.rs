//! Reading a batch's body: a bare list, of which no more is kept than a batch may have, and of each item
//! no more than is understood of it.

use std::fmt;

use domain::draft::{self, EmptyFields};
use domain::json::{Names, Unambiguous, unmarked};
use domain::{ErrorCode, Violation};
use registry::contract::batches::{ITEMS_MAX, ItemDraft};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::edge::Problem;
use crate::iys::consents::says_refusal;

/// How much of what was sent is given back in the answer, in values, all items together. Errors beyond it name
/// their place alone.
const GIVEN_BACK_MAX: usize = 100_000;

/// A body that is a list of the right length.
pub(super) struct List {
    /// The items as they were understood; `None`: no object at all.
    pub(super) items: Vec<Option<ItemDraft>>,
    /// The items as they were sent, as far as there is room for them.
    pub(super) sent: Vec<Option<Map<String, Value>>>,
    /// Whether one of them calls itself a refusal.
    pub(super) has_refusal: bool,
}

/// The items of a body: `H014` when it is not JSON or an object in it has a name twice, `H092` when it
/// is no list or an empty one, `H091` when it is too long. Works some time on a long one; not for a thread
/// that others wait for.
pub(super) fn read(body: &[u8], empty_fields: EmptyFields) -> Result<List, Problem> {
    let text = std::str::from_utf8(unmarked(body)).map_err(|_| Problem::code(ErrorCode::H014))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let shape = json
        .deserialize_any(ListVisitor { empty_fields })
        .and_then(|shape| json.end().map(|()| shape))
        .map_err(|_| Problem::code(ErrorCode::H014))?;
    match shape {
        Shape::List(list) if !list.items.is_empty() => Ok(list),
        Shape::TooLong => Err(Problem::code(ErrorCode::H091)),
        Shape::List(_) | Shape::Other => Err(Problem::code(ErrorCode::H092)),
    }
}

enum Shape {
    List(List),
    TooLong,
    Other,
}

/// What may yet be given back.
struct GivenBack(usize);

impl GivenBack {
    /// Keeps the values of an item's errors as long as there is room.
    fn keep(&mut self, violations: &mut [Violation]) {
        for violation in violations {
            let Some(value) = &violation.value else {
                continue;
            };
            match self.0.checked_sub(values_in(value)) {
                Some(left) => self.0 = left,
                None => violation.value = None,
            }
        }
    }

    /// The item as it was sent, as long as there is room; numbers of retailers are left out where nothing but
    /// numbers was sent, since they are given back as they were understood.
    fn sent(&mut self, mut item: Map<String, Value>) -> Option<Map<String, Value>> {
        let access = item.get("retailerAccess").and_then(Value::as_array);
        if access.is_some_and(|codes| codes.iter().all(Value::is_number)) {
            item.shift_remove("retailerAccess");
        }
        let values = item.values().map(values_in).sum();
        self.0 = self.0.checked_sub(values)?;
        Some(item)
    }
}

/// How many values a value is made of, itself included.
fn values_in(value: &Value) -> usize {
    1 + match value {
        Value::Array(entries) => entries.iter().map(values_in).sum(),
        Value::Object(members) => members.values().map(values_in).sum(),
        _ => 0,
    }
}

struct ListVisitor {
    empty_fields: EmptyFields,
}

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        let mut sent = Vec::new();
        let mut has_refusal = false;
        let mut given_back = GivenBack(GIVEN_BACK_MAX);
        while items.len() < ITEMS_MAX {
            let item = match list.next_element()? {
                Some(Unambiguous(Value::Object(item))) => {
                    has_refusal |= says_refusal(&item);
                    let mut draft = draft::parse(&item, self.empty_fields);
                    if let Err(misfit) = &mut draft {
                        given_back.keep(&mut misfit.violations);
                    }
                    sent.push(given_back.sent(item));
                    Some(draft)
                }
                Some(_) => {
                    sent.push(None);
                    None
                }
                None => {
                    return Ok(Shape::List(List {
                        items,
                        sent,
                        has_refusal,
                    }));
                }
            };
            items.push(item);
        }
        let mut is_too_long = false;
        while list.next_element::<Unambiguous>()?.is_some() {
            is_too_long = true;
        }
        Ok(if is_too_long {
            Shape::TooLong
        } else {
            Shape::List(List {
                items,
                sent,
                has_refusal,
            })
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut names = Names::default();
        while let Some(name) = map.next_key::<String>()? {
            names.note(&name)?;
            map.next_value::<Unambiguous>()?;
        }
        Ok(Shape::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Other)
    }
}
