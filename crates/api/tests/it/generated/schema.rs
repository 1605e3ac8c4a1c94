//! As much of JSON Schema as the document uses; what it does not know it refuses to pass over.

use serde_json::Value;

/// What says nothing of values.
const ANNOTATIONS: [&str; 5] = ["description", "example", "examples", "title", "format"];

/// Whether a value is one of a schema; the fault names its place.
pub fn holds(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let members = schema.as_object().into_iter().flatten();
    for (word, of) in members {
        let holds_here = match word.as_str() {
            "$ref" => {
                let pointer = of.as_str().unwrap().trim_start_matches('#');
                let named = document.pointer(pointer);
                let named = named.ok_or_else(|| format!("{of} is nowhere"))?;
                holds(document, named, value).map_err(|fault| format!("{of}: {fault}"))?;
                true
            }
            "type" => match of {
                Value::Array(kinds) => kinds.iter().any(|kind| is(kind, value)),
                kind => is(kind, value),
            },
            "enum" => of.as_array().unwrap().contains(value),
            "oneOf" => {
                let fits = |one: &&Value| holds(document, one, value).is_ok();
                of.as_array().unwrap().iter().filter(fits).count() == 1
            }
            "anyOf" => of
                .as_array()
                .unwrap()
                .iter()
                .any(|one| holds(document, one, value).is_ok()),
            "allOf" => {
                for one in of.as_array().unwrap() {
                    holds(document, one, value)?;
                }
                true
            }
            "required" => {
                let mut names = of.as_array().unwrap().iter().filter_map(Value::as_str);
                names.all(|name| {
                    value
                        .as_object()
                        .is_none_or(|object| object.contains_key(name))
                })
            }
            "properties" => {
                for (name, of) in of.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        holds(document, of, member).map_err(|fault| format!("{name}: {fault}"))?;
                    }
                }
                true
            }
            "additionalProperties" if of == &Value::Bool(false) => {
                let mut names = value.as_object().into_iter().flatten();
                names.all(|(name, _)| schema["properties"].get(name).is_some())
            }
            "items" => {
                for entry in value.as_array().into_iter().flatten() {
                    holds(document, of, entry)?;
                }
                true
            }
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= of.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= of.as_f64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|list| list.len() as u64 >= of.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|list| list.len() as u64 <= of.as_u64().unwrap()),
            "pattern" => value
                .as_str()
                .is_none_or(|text| is_like(of.as_str().unwrap(), text)),
            word if ANNOTATIONS.contains(&word) => true,
            word => panic!("{word} of a schema is not known here"),
        };
        if !holds_here {
            return Err(format!("{word} {of} does not hold"));
        }
    }
    if schema["format"] == "int32"
        && value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_err())
    {
        return Err(format!("{value} has more than 32 bits"));
    }
    Ok(())
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("{other} is no type"),
    }
}

/// The patterns of the document that answers are held against.
fn is_like(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[0-9a-f]{64}$" => {
            text.len() == 64
                && text
                    .bytes()
                    .all(|sign| sign.is_ascii_digit() || (b'a'..=b'f').contains(&sign))
        }
        "^H[0-9]{3,4}$" => text.strip_prefix('H').is_some_and(|digits| {
            (3..=4).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
        }),
        other => panic!("the pattern {other} is not known here"),
    }
}
