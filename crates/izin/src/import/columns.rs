//! Which column holds what, by the names in the header.

use serde::{Deserialize, Serialize};

use super::row::Refusal;
use crate::failure::{Exit, Failure};

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// `type`.
    Channel,
    /// `recipient`.
    Recipient,
    /// `status`.
    Status,
    /// `source`.
    Source,
    /// `consentDate`.
    ConsentDate,
    /// `recipientType`.
    RecipientType,
}

/// The names a column may have, folded by [`fold`].
const NAMES: [(&str, Field); 15] = [
    ("IZINTURU", Field::Channel),
    ("IZINTIPI", Field::Channel),
    ("TYPE", Field::Channel),
    ("ALICI", Field::Recipient),
    ("RECIPIENT", Field::Recipient),
    ("ONAY1RET0", Field::Status),
    ("IZINDURUMU", Field::Status),
    ("STATUS", Field::Status),
    ("IZINKAYNAGI", Field::Source),
    ("SOURCE", Field::Source),
    ("IZINTARIHI", Field::ConsentDate),
    ("CONSENTDATE", Field::ConsentDate),
    ("ALICITIPI", Field::RecipientType),
    ("ALICITURU", Field::RecipientType),
    ("RECIPIENTTYPE", Field::RecipientType),
];

/// The columns no file can do without; dates and sources may be missing for merchants.
const NEEDED: [(Field, &str); 3] = [
    (Field::Channel, "IZIN TURU (type)"),
    (Field::Recipient, "ALICI (recipient)"),
    (Field::Status, "ONAY(1)-RET(0) (status)"),
];

/// What may set columns apart.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// The layout of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Columns {
    /// What sets columns apart; one byte long.
    delimiter: char,
    /// What each column holds; `None`: it has no name, and must be empty in each row.
    fields: Vec<Option<Field>>,
}

/// What sets columns apart if this line says so, as spreadsheets write it: `sep=;`.
pub fn declared_delimiter(line: &str) -> Option<char> {
    let line = line.trim_matches(|letter: char| letter == '"' || letter == ' ');
    let (name, sign) = line.split_at_checked("sep=".len())?;
    let mut letters = sign.chars();
    let delimiter = letters.next().filter(|letter| DELIMITERS.contains(letter));
    // `"sep=;"` and `sep=;;;` are written, too.
    let only_it = letters.all(|letter| Some(letter) == delimiter || letter == '"');
    delimiter.filter(|_| name.eq_ignore_ascii_case("sep=") && only_it)
}

/// Whether a line holds nothing but what sets columns apart.
pub fn is_blank(line: &str) -> bool {
    line.chars()
        .all(|letter| letter.is_whitespace() || letter == '"' || DELIMITERS.contains(&letter))
}

impl Columns {
    /// Reads the header, whose delimiter may have been declared.
    pub fn of_header(header: &str, declared: Option<char>) -> Result<Self, Failure> {
        let common = |delimiter: &char| header.matches(*delimiter).count();
        let guessed = || DELIMITERS.into_iter().rev().max_by_key(common);
        let delimiter = declared.or_else(guessed).unwrap_or(';');
        let mut fields: Vec<Option<Field>> = Vec::new();
        for name in split(header, delimiter) {
            let shown = name.trim();
            let folded = fold(shown);
            if shown.is_empty() {
                fields.push(None);
                continue;
            }
            let known = NAMES.iter().find(|(known, _)| *known == folded);
            let Some((_, field)) = known else {
                return Err(wrong(format!("the column {shown:?} is unknown")));
            };
            if fields.contains(&Some(*field)) {
                return Err(wrong(format!("the column {shown:?} is there twice")));
            }
            fields.push(Some(*field));
        }
        // Whatever stands below is more than there are columns, and has to be empty as well.
        while fields.pop_if(|last| last.is_none()).is_some() {}
        for (field, name) in NEEDED {
            if !fields.contains(&Some(field)) {
                return Err(wrong(format!("the column {name} is missing")));
            }
        }
        Ok(Self { delimiter, fields })
    }

    /// The cells of a line with what each holds. Empty cells at the end may be more than there are
    /// columns; anything else that does not fit is refused, because it may have slipped sideways.
    pub fn cells(&self, line: &str) -> Result<Vec<(Field, String)>, Refusal> {
        if !line.matches('"').count().is_multiple_of(2) {
            return Err(Refusal::broken("Açılan tırnak kapanmamış."));
        }
        let mut cells = split(line, self.delimiter);
        let columns = self.fields.len();
        if cells.len() > columns && cells[columns..].iter().all(|cell| cell.trim().is_empty()) {
            cells.truncate(columns);
        }
        if cells.len() != columns {
            return Err(Refusal::broken(
                "Satırdaki sütun sayısı başlıktakinden farklı.",
            ));
        }
        let mut known = Vec::with_capacity(columns);
        for (field, cell) in self.fields.iter().zip(cells) {
            match field {
                Some(field) => known.push((*field, cell)),
                None if cell.trim().is_empty() => {}
                None => return Err(Refusal::broken("Başlığı boş olan sütunda değer var.")),
            }
        }
        Ok(known)
    }
}

fn wrong(what: String) -> Failure {
    Failure::new(
        Exit::File,
        what,
        "the header names the columns: IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI",
    )
}

/// The cells of a line, quotes taken off.
fn split(line: &str, delimiter: char) -> Vec<String> {
    if !line.contains('"') {
        return line.split(delimiter).map(str::to_owned).collect();
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(u8::try_from(delimiter).unwrap_or(b';'))
        .from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    // The line is text and one record, so that reading it cannot fail.
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Capital letters without Turkish marks; everything but letters and digits dropped. Other letters
/// stay, so that a word with one of them is not taken for the word without it. For the names of
/// columns, which say nothing that a sign could turn round.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(capital)
        .collect()
}

/// The word in a cell, in capital letters without Turkish marks. Only what belongs to no word is
/// passed over: blanks and quotes around it, and the blanks, `_` and `-` that set words apart. With
/// any other sign it is another word, which nobody knows: `#MESAJ`, `-MESAJ`, `!ONAY` and `~~ONAY~~`
/// are how people mark out what shall not be taken as it stands.
pub fn word(text: &str) -> String {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || is_quote(letter));
    let is_marked = text.starts_with(PARTING) || text.ends_with(PARTING);
    let mut word = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_parting = letter.is_whitespace() || PARTING.contains(&letter);
        if (is_parting && !is_marked) || is_mark_of(word.chars().last(), letter) {
            continue;
        }
        word.push(capital(letter));
    }
    word
}

/// What sets the words of a cell apart, beside blanks.
const PARTING: [char; 2] = ['_', '-'];

const fn is_quote(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}'
    )
}

/// Whether this is the Turkish mark of the letter before it, as some systems write it apart.
const fn is_mark_of(before: Option<char>, letter: char) -> bool {
    matches!(
        (before, letter),
        (Some('G'), '\u{306}')
            | (Some('I'), '\u{307}')
            | (Some('O' | 'U'), '\u{308}')
            | (Some('C' | 'S'), '\u{327}')
    )
}

fn capital(letter: char) -> char {
    match letter {
        'ı' | 'İ' | 'i' => 'I',
        'ğ' | 'Ğ' => 'G',
        'ü' | 'Ü' => 'U',
        'ş' | 'Ş' => 'S',
        'ö' | 'Ö' => 'O',
        'ç' | 'Ç' => 'C',
        letter => letter.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn headers_are_known_in_any_case_and_with_or_without_turkish_letters() {
        for header in [
            "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI",
            "İzin Türü,Alıcı,Onay(1)-Ret(0),İzin Kaynağı,İzin Tarihi",
            "type;recipient;status;source;consentDate",
            "type\trecipient\tstatus\tsource\tconsentDate",
            "\"type\"|\"recipient\"|\"status\"|\"source\"|\"consentDate\"",
        ] {
            let columns = Columns::of_header(header, None).unwrap();
            let fields: Vec<_> = columns.fields.into_iter().flatten().collect();
            assert_eq!(
                fields,
                [
                    Field::Channel,
                    Field::Recipient,
                    Field::Status,
                    Field::Source,
                    Field::ConsentDate
                ]
            );
        }
    }

    #[test]
    fn a_missing_unknown_or_repeated_column_is_refused() {
        for (header, word) in [
            ("IZIN TURU;ALICI", "missing"),
            ("IZIN TURU;ALICI;STATUS;COLOUR", "unknown"),
            ("IZIN TURU;ALICI;STATUS;---", "unknown"),
            ("IZIN TURU;ALICI;STATUS;ALICI", "twice"),
        ] {
            let failure = Columns::of_header(header, None).unwrap_err();
            assert_eq!(failure.exit, Exit::File);
            assert!(failure.to_string().contains(word), "{failure}");
        }
    }

    #[test]
    fn a_column_without_a_name_is_empty_in_each_row() {
        let columns = Columns::of_header("type;;recipient;status;;", None).unwrap();
        let cells = columns.cells("MESAJ;;1; 0;;").unwrap();
        assert_eq!(cells.len(), 3);
        assert_eq!(cells[2], (Field::Status, " 0".to_owned()));
        assert_eq!(columns.cells("MESAJ;2;1;0;;").unwrap_err().code, "CSV");
    }

    #[test]
    fn empty_cells_at_the_end_may_be_too_many_and_nothing_else() {
        let columns = Columns::of_header("type\trecipient\tstatus", None).unwrap();
        assert_eq!(columns.cells("MESAJ\t1\t").unwrap()[2].1, "");
        assert_eq!(columns.cells("MESAJ\t1\t0\t\t ").unwrap().len(), 3);
        for wrong in ["MESAJ\t1", "MESAJ\t1\t0\t1", "MESAJ"] {
            assert_eq!(columns.cells(wrong).unwrap_err().code, "CSV", "{wrong}");
        }
    }

    #[test]
    fn quotes_hold_delimiters_and_are_closed() {
        let columns = Columns::of_header("type,recipient,status", None).unwrap();
        let cells = columns.cells("\"MESAJ\",\"a,\"\"b\",\"1\"").unwrap();
        assert_eq!(cells[1].1, "a,\"b");
        assert_eq!(columns.cells("MESAJ,1,\"0").unwrap_err().code, "CSV");
    }

    #[test]
    fn a_first_line_may_declare_what_sets_columns_apart() {
        for (line, delimiter) in [
            ("sep=;", Some(';')),
            ("SEP=,", Some(',')),
            ("\"sep=|\"", Some('|')),
            ("sep=\t", Some('\t')),
            ("sep=;;;;;", Some(';')),
            ("sep=x", None),
            ("sep=", None),
            ("separator=;", None),
            ("type;recipient", None),
            ("iş", None),
        ] {
            assert_eq!(declared_delimiter(line), delimiter, "{line}");
        }
        let columns = Columns::of_header("type,recipient,status", Some(';'));
        assert!(columns.unwrap_err().to_string().contains("unknown"));
    }

    #[test]
    fn a_row_of_separators_is_blank() {
        for blank in ["", "  ", ";;;;", ",,", "\t\t", "\"\";\"\"", "\u{a0}"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank(";;0;;"));
    }

    #[test]
    fn a_word_with_a_letter_too_much_is_another_word() {
        assert_eq!(fold("O\u{ff}NAY"), "O\u{ff}NAY");
        assert_eq!(fold("i\u{307}zin Turu\u{308}"), "IZINTURU");
    }
    #[test]
    fn a_cells_word_is_known_in_any_case_and_with_what_sets_words_apart() {
        for (cell, known) in [
            ("Mesaj", "MESAJ"),
            ("'e-posta'", "EPOSTA"),
            (" \u{201c}E Posta\u{201d} ", "EPOSTA"),
            ("tacir", "TACIR"),
            ("TACI\u{307}R", "TACIR"),
            ("hs fiziksel-ortam", "HSFIZIKSELORTAM"),
            (
                "HS_C\u{327}ag\u{306}r\u{131}\u{a0}merkezi",
                "HSCAGRIMERKEZI",
            ),
        ] {
            assert_eq!(word(cell), known, "{cell}");
        }
    }

    #[test]
    fn a_cell_with_a_sign_is_another_word() {
        for cell in [
            "#ONAY",
            "//ONAY",
            "-ONAY",
            "ONAY-",
            "'-ONAY",
            "_ONAY_",
            "!ONAY",
            "\u{ac}ONAY",
            "~~ONAY~~",
            "ONAY \u{274c}",
            "ONAY?",
            "(ONAY)",
            "O\u{336}N\u{336}A\u{336}Y\u{336}",
            "ONAY\u{308}",
            "\u{200b}ONAY",
        ] {
            assert_ne!(word(cell), "ONAY", "{cell}");
        }
    }
}
