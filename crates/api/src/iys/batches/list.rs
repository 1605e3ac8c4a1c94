//! Reading a batch's body: a bare list, of which no more is kept than a batch may have.

use std::fmt;

use domain::ErrorCode;
use domain::json::{Names, Unambiguous, unmarked};
use registry::batches::ITEMS_MAX;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::edge::Problem;

/// The items of a body: `H014` when it is not JSON or an object in it has a name twice, `H092` when it
/// is no list or an empty one, `H091` when it is too long.
pub(super) fn read(body: &[u8]) -> Result<Vec<Value>, Problem> {
    let text = std::str::from_utf8(unmarked(body)).map_err(|_| Problem::code(ErrorCode::H014))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let shape = json
        .deserialize_any(ListVisitor)
        .and_then(|shape| json.end().map(|()| shape))
        .map_err(|_| Problem::code(ErrorCode::H014))?;
    match shape {
        Shape::List(items) if !items.is_empty() => Ok(items),
        Shape::TooLong => Err(Problem::code(ErrorCode::H091)),
        Shape::List(_) | Shape::Other => Err(Problem::code(ErrorCode::H092)),
    }
}

enum Shape {
    List(Vec<Value>),
    TooLong,
    Other,
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        while items.len() < ITEMS_MAX {
            match list.next_element()? {
                Some(Unambiguous(item)) => items.push(item),
                None => return Ok(Shape::List(items)),
            }
        }
        let mut is_too_long = false;
        while list.next_element::<Unambiguous>()?.is_some() {
            is_too_long = true;
        }
        Ok(if is_too_long {
            Shape::TooLong
        } else {
            Shape::List(items)
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
