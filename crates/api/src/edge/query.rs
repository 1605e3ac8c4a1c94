//! The query's page bounds (contract sections 6.6, 9.2, 11.2).

use domain::{ErrorCode, Violation};
use serde_json::Value;

/// The longest page of the paged lists.
pub const PAGE_MAX: u32 = 100;

/// `offset` and `limit` of a paged list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many entries to pass over.
    pub offset: u32,
    /// How many entries to answer at most, 1 to [`PAGE_MAX`].
    pub limit: u32,
}

/// Which code complains of which bound: the contract swaps them between methods (section 16.4).
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
/// two codes it is, the text names the bound meant (section 6.6's examples).
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

/// Reads the page bounds, all violations together.
pub fn page(
    offset: Option<&str>,
    limit: Option<&str>,
    codes: PageCodes,
) -> Result<Page, Vec<Violation>> {
    let mut violations = Vec::new();
    let mut complain = |code: ErrorCode, field: &'static str, text: &str| {
        violations.push(complaint(code, field, text));
    };
    let offset = match offset.map(|text| (text, text.parse::<u32>())) {
        None => 0,
        Some((_, Ok(number))) => number,
        Some((text, Err(_))) => {
            complain(codes.offset, "offset", text);
            0
        }
    };
    let limit = match limit.map(|text| (text, text.parse::<i64>())) {
        None => PAGE_MAX,
        Some((text, Ok(0))) => {
            complain(ErrorCode::H187, "limit", text);
            0
        }
        Some((text, Ok(number))) if number > i64::from(PAGE_MAX) => {
            complain(ErrorCode::H186, "limit", text);
            0
        }
        Some((text, parsed)) => parsed
            .ok()
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or_else(|| {
                complain(codes.limit, "limit", text);
                0
            }),
    };
    if violations.is_empty() {
        Ok(Page { offset, limit })
    } else {
        Err(violations)
    }
}
