//! How long there is to answer a complaint, in words.

use crate::kit::page::Page;

/// How many days are left, in words.
pub fn days_left(page: &Page, days: i64) -> String {
    let count = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        0 => page.t("answering-last-day-today"),
        1.. => page.t1("answering-days-left", "count", count),
        _ => page.t1("answering-days-over", "count", count),
    }
}

/// How an answer stands whose time is over, or nearly.
pub const fn tag(days: i64) -> &'static str {
    if days < 0 { "tag no" } else { "tag" }
}
