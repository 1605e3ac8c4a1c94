//! The query: its parameters, switches and page bounds (contract 6.6, 9.2, 11.2).

use std::collections::HashSet;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::{ErrorCode, Violation};
use serde_json::Value;

use crate::edge::Problem;
use crate::edge::fields::gather;

/// The parameters of a query. None is there twice (`H095`): readers differ in which of two values
/// counts, as they do for JSON.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Problem::code(ErrorCode::H095))?;
        let mut names = HashSet::with_capacity(pairs.len());
        for (name, value) in &pairs {
            if !names.insert(name.as_str()) {
                let repeated = ErrorCode::H095.violation().at(name.clone());
                return Err(repeated.with_value(value.as_str()).into());
            }
        }
        Ok(Self(pairs))
    }
}

impl Parameters {
    /// One of them.
    pub fn get(&self, name: &str) -> Option<&str> {
        let pairs = &mut self.0.iter();
        pairs.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// `true` or `false`, as they are written; not sent is `false`.
    pub fn switch(&self, name: &'static str, wrong: ErrorCode) -> Result<bool, Box<Violation>> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Box::new(wrong.violation().at(name).with_value(other))),
        }
    }
}

/// The longest page of the paged lists.
pub const PAGE_MAX: u32 = 100;

/// `offset` and `limit` of a paged list, as the document has them.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents what is read by hand")]
pub struct PageParams {
    /// How many to pass over
    offset: Option<u32>,
    /// How many to answer, 1 to 100
    limit: Option<u32>,
}

/// `offset` and `limit` of a paged list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many entries to pass over.
    pub offset: u32,
    /// How many entries to answer at most, 1 to [`PAGE_MAX`].
    pub limit: u32,
}

/// Which code complains of which bound: the contract swaps them between methods (contract 16.4).
#[derive(Clone, Copy, Debug)]
pub struct PageCodes {
    /// For a bad `offset`.
    pub offset: ErrorCode,
    /// For a bad `limit`.
    pub limit: ErrorCode,
}

impl PageCodes {
    /// As the code table has them.
    pub const TABLE: Self = Self {
        offset: ErrorCode::H182,
        limit: ErrorCode::H183,
    };
    /// As the history has them.
    pub const HISTORY: Self = Self {
        offset: ErrorCode::H183,
        limit: ErrorCode::H182,
    };
}

/// A violation by a bound. The contract answers the bound as the number it is, and whichever of the
/// two codes it is, the text names the bound meant (contract 6.6).
fn complaint(code: ErrorCode, field: &'static str, text: &str) -> Violation {
    let value = text
        .parse::<i64>()
        .map_or_else(|_| Value::from(text), Value::from);
    let mut violation = code.violation().at(field).with_value(value);
    if matches!(code, ErrorCode::H182 | ErrorCode::H183) {
        violation.message = format!("{field} değeri geçerli olmalıdır.").into();
    }
    violation
}

/// Reads decimal digits only, no sign and no blanks, as one of the contract's integers: they have 32
/// bits and a sign.
pub fn integer(text: &str) -> Option<u32> {
    let number = is_number(text).then(|| text.parse::<i32>().ok());
    u32::try_from(number.flatten()?).ok()
}

/// Whether it is decimal digits and nothing else.
pub fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads the page bounds, all violations together.
pub fn page(query: &Parameters, codes: PageCodes) -> Result<Page, Vec<Violation>> {
    gather(|found| {
        let mut bound = |field, unless_sent, read: &dyn Fn(&str) -> Result<u32, ErrorCode>| {
            let Some(text) = query.get(field) else {
                return Some(unless_sent);
            };
            found.keep(read(text).map_err(|code| Some(complaint(code, field, text))))
        };
        let offset = bound("offset", 0, &|text| integer(text).ok_or(codes.offset));
        let limit = bound("limit", PAGE_MAX, &|text| match integer(text) {
            Some(0) => Err(ErrorCode::H187),
            Some(number) if number <= PAGE_MAX => Ok(number),
            None if !is_number(text) => Err(codes.limit),
            // Too large for an integer is too large, too.
            _ => Err(ErrorCode::H186),
        });
        Some(Page {
            offset: offset?,
            limit: limit?,
        })
    })
}
