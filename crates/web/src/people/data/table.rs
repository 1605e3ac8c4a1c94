//! Records and their movements as a table for spreadsheets (RFC 4180).
//!
//! Brands choose their names and retailers their titles: a cell that a spreadsheet would take for a
//! formula gets an apostrophe before it.

use domain::Language;
use registry::people::recipient::{Export, ExportMovement, ExportRecord};
use words::Words;

/// What makes spreadsheets read UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The columns' headings, as texts.
const HEADINGS: [&str; 13] = [
    "table-address",
    "table-type",
    "table-channel",
    "table-brand-code",
    "table-brand",
    "table-provider",
    "table-status",
    "table-movement",
    "table-date",
    "table-recorded",
    "table-source",
    "table-retailer",
    "table-receipt",
];

/// A line for each movement of each record, under one of headings.
pub fn movements(words: Words, export: &Export) -> String {
    let mut table = String::from(BYTE_ORDER_MARK);
    let headings: Vec<_> = HEADINGS.iter().map(|id| words.text(id)).collect();
    let headings: Vec<_> = headings.iter().map(String::as_str).collect();
    line(&mut table, words.language(), &headings);
    for record in &export.records {
        for movement in &record.movements {
            row(&mut table, words.language(), record, movement);
        }
    }
    table
}

fn row(table: &mut String, language: Language, record: &ExportRecord, movement: &ExportMovement) {
    let code = record.brand_code.to_string();
    let retailer = movement.retailer.as_ref();
    let retailer = retailer.map(|retailer| {
        let number = || retailer.code.to_string();
        retailer.title.clone().unwrap_or_else(number)
    });
    line(
        table,
        language,
        &[
            &record.recipient,
            record.recipient_type,
            record.channel,
            &code,
            &record.brand,
            &record.provider,
            record.status,
            movement.status.unwrap_or_default(),
            movement.consent_date.as_deref().unwrap_or_default(),
            &movement.creation_date,
            movement.source.unwrap_or_default(),
            retailer.as_deref().unwrap_or_default(),
            &movement.transaction_id,
        ],
    );
}

/// Spreadsheets expect the mark between cells that their language leaves free.
const fn separator(language: Language) -> char {
    match language {
        Language::Turkish => ';',
        Language::English => ',',
    }
}

fn line(table: &mut String, language: Language, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            table.push(separator(language));
        }
        table.push('"');
        if is_formula(cell) {
            table.push('\'');
        }
        table.push_str(&cell.replace('"', "\"\""));
        table.push('"');
    }
    table.push_str("\r\n");
}

/// Whether a spreadsheet would compute the cell rather than show it. A phone number is none: signs and
/// digits alone compute nothing.
fn is_formula(cell: &str) -> bool {
    let Some(first) = cell.chars().find(|sign| !sign.is_whitespace()) else {
        return false;
    };
    let full_width = matches!(first, '＝' | '＋' | '－' | '＠');
    let starts = matches!(first, '=' | '+' | '-' | '@') || full_width;
    let control = cell.starts_with(['\t', '\r', '\n']);
    (starts || control) && !is_phone(cell)
}

fn is_phone(cell: &str) -> bool {
    cell.strip_prefix('+')
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            " =1",
            "\r=1",
            "＝1",
            "+90532a",
        ] {
            let mut table = String::new();
            line(&mut table, Language::Turkish, &[cell]);
            assert!(table.starts_with("\"'"), "{cell:?} {table:?}");
        }
        for cell in ["", "Marka", "+905321234567", "1-2", "a=b"] {
            let mut table = String::new();
            line(&mut table, Language::Turkish, &[cell]);
            assert_eq!(table, format!("\"{cell}\"\r\n"));
        }
    }

    #[test]
    fn a_cell_keeps_its_marks_and_quotes_within_itself() {
        let mut table = String::new();
        line(&mut table, Language::English, &["a\"b", "c,d\ne"]);
        assert_eq!(table, "\"a\"\"b\",\"c,d\ne\"\r\n");
    }
}
