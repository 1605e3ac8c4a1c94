//! What is wrong with a row of a table, and what to do about it, in people's words.

use domain::{ErrorCode, Language};

use crate::Words;

/// The faults of a table by their codes, each with its text and with the text of what to do.
const OF_TABLES: [(&str, &str, &str); 13] = [
    ("LINE_TOO_LONG", "finding-line-too-long", "advice-row"),
    ("CELL_TOO_LONG", "finding-cell-too-long", "advice-row"),
    ("TOO_MANY_COLUMNS", "finding-too-many-columns", "advice-row"),
    ("NUL_BYTE", "finding-characters", "advice-encoding"),
    ("CONTROL_CHARACTER", "finding-characters", "advice-encoding"),
    ("DAMAGED_CHARACTER", "finding-characters", "advice-encoding"),
    (
        "MIXED_ENCODING",
        "finding-mixed-encoding",
        "advice-encoding",
    ),
    ("OPEN_QUOTE", "finding-open-quote", "advice-row"),
    ("COLUMNS_DIFFER", "finding-columns-differ", "advice-row"),
    (
        "NUMBER_SHORTENED",
        "finding-number-shortened",
        "advice-text-cell",
    ),
    ("FORMULA_WITHOUT_VALUE", "finding-formula", "advice-formula"),
    ("CELL_ERROR", "finding-cell-error", "advice-formula"),
    (
        "WORD_UNCONFIRMED",
        "finding-word-unconfirmed",
        "advice-word",
    ),
];

/// What to do about the contract's refusals.
const OF_CONTRACT: [(&str, &[ErrorCode]); 10] = {
    use ErrorCode::{
        H111, H115, H116, H117, H119, H120, H121, H123, H155, H156, H157, H158, H160, H162, H166,
        H175, H180, H351, H353, H467, H486, H520, H521, H524, H525, H586,
    };
    [
        ("advice-late", &[H467]),
        ("advice-date", &[H155, H156, H157, H158, H162]),
        ("advice-address", &[H120, H121, H160, H166]),
        ("advice-contract-word", &[H111, H115, H116, H117, H119]),
        ("advice-first-refusal", &[H175, H486]),
        ("advice-retailer", &[H180]),
        ("advice-quota", &[H525]),
        ("advice-rights", &[H351, H353]),
        ("advice-package", &[H520, H521, H524, H586]),
        ("advice-again", &[H123]),
    ]
};

/// What the contract's own messages, which are Turkish, name where a code is about no column.
const WHOLE_ROW: &str = "satır";

impl Words {
    /// What a code says about a row, and what to do about it. `column`: the column it is about, by its own name.
    pub fn finding(self, code: &str, column: Option<&str>) -> (String, String) {
        let of_table = OF_TABLES.iter().find(|(known, ..)| *known == code);
        let (fault, advice) = match of_table {
            Some((_, fault, advice)) => (self.text(fault), *advice),
            None => self.of_contract(code, column.unwrap_or(WHOLE_ROW)),
        };
        let fault = match column {
            Some(column) => format!("{column}: {fault}"),
            None => fault,
        };
        (fault, self.text(advice))
    }

    fn of_contract(self, code: &str, column: &str) -> (String, &'static str) {
        let known = ErrorCode::ALL.iter().find(|one| one.as_wire() == code);
        let Some(known) = known else {
            return (code.to_owned(), "advice-mend");
        };
        let fault = match self.language() {
            Language::Turkish => known.message_with(&[("field", column)]),
            Language::English => known.meaning().to_owned(),
        };
        let advice = OF_CONTRACT.iter().find(|(_, codes)| codes.contains(known));
        (fault, advice.map_or("advice-mend", |(advice, _)| *advice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_about_no_column_is_about_the_row() {
        let (fault, _) = Words::of(Language::Turkish).finding("H353", None);
        assert!(fault.starts_with("satır"), "{fault}");
        let (fault, _) = Words::of(Language::Turkish).finding("H353", Some("KANAL"));
        assert!(fault.starts_with("KANAL: KANAL"), "{fault}");
    }
}
