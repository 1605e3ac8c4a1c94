//! How columns are to be read: what is sent, and what is wrong with it.

use axum::http::StatusCode;
use domain::{ErrorCode, Violation};
use registry::contract::uploads::{Field, Gap, Layout, LayoutChoice, UploadError};
use serde_json::{Map, Value};

use crate::edge::{Problem, RawBody};

/// Reads the body; an empty one chooses nothing.
pub(super) fn read(body: &RawBody) -> Result<LayoutChoice, Problem> {
    if body.0.is_empty() {
        return Ok(LayoutChoice::default());
    }
    let body = body.object(ErrorCode::H014)?;
    let layout = match body.get("layout") {
        None | Some(Value::Null) => None,
        Some(layout) => {
            let layout = Layout::parse(&layout.to_string());
            Some(layout.map_err(|_| wrong(vec![at("layout")]))?)
        }
    };
    let whole_file = match body.get("wholeFile") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(fields)) => whole_file(fields)?,
        Some(_) => return Err(wrong(vec![at("wholeFile")])),
    };
    Ok(LayoutChoice { layout, whole_file })
}

fn whole_file(fields: &Map<String, Value>) -> Result<Vec<(Field, String)>, Problem> {
    let read = |(name, word): (&String, &Value)| {
        let field = Field::from_wire(name).zip(word.as_str());
        let (field, word) = field.ok_or_else(|| wrong(vec![at("wholeFile")]))?;
        Ok((field, word.to_owned()))
    };
    fields.iter().map(read).collect()
}

/// What a choice is refused with.
pub(super) fn refused(error: &UploadError) -> Problem {
    let UploadError::Gaps(gaps) = error else {
        return wrong(vec![at("layout")]);
    };
    let gap = |gap: &Gap| match gap {
        Gap::Missing(field) => at(field.as_wire()).with_value("missing"),
        Gap::Twice(field) => at(field.as_wire()).with_value("twice"),
        Gap::Unknown { column } => {
            let column = u32::try_from(*column).unwrap_or(u32::MAX);
            at("columns").at_position(column).with_value("unknown")
        }
    };
    wrong(gaps.iter().map(gap).collect())
}

fn at(name: &'static str) -> Violation {
    ErrorCode::H095.violation().at(name)
}

fn wrong(violations: Vec<Violation>) -> Problem {
    Problem::new(violations).with_status(StatusCode::UNPROCESSABLE_ENTITY)
}
