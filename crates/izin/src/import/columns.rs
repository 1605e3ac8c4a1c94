//! Which column holds what, by the names in the first line.

use crate::failure::{Exit, Failure};

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The layout of a file.
#[derive(Debug)]
pub struct Columns {
    /// What sets columns apart.
    pub delimiter: u8,
    fields: Vec<Field>,
}

impl Columns {
    /// Reads the first line.
    pub fn of_header(header: &str) -> Result<Self, Failure> {
        let delimiter = [b';', b',', b'\t']
            .into_iter()
            .max_by_key(|delimiter| header.bytes().filter(|byte| byte == delimiter).count())
            .unwrap_or(b';');
        let mut fields = Vec::new();
        for name in split(header, delimiter) {
            let folded = fold(&name);
            let known = NAMES.iter().find(|(known, _)| *known == folded);
            let Some((_, field)) = known else {
                return Err(wrong(format!("the column {:?} is unknown", name.trim())));
            };
            if fields.contains(field) {
                return Err(wrong(format!(
                    "the column {:?} is there twice",
                    name.trim()
                )));
            }
            fields.push(*field);
        }
        for (field, name) in NEEDED {
            if !fields.contains(&field) {
                return Err(wrong(format!("the column {name} is missing")));
            }
        }
        Ok(Self { delimiter, fields })
    }

    /// The cells of a line with what each holds; `None`: it has more or fewer cells than columns.
    pub fn cells(&self, line: &str) -> Option<Vec<(Field, String)>> {
        let cells = split(line, self.delimiter);
        (cells.len() == self.fields.len()).then(|| self.fields.iter().copied().zip(cells).collect())
    }
}

fn wrong(what: String) -> Failure {
    Failure::new(
        Exit::File,
        what,
        "the first line names the columns: IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI",
    )
}

/// The cells of a line, quotes taken off.
pub fn split(line: &str, delimiter: u8) -> Vec<String> {
    if !line.contains('"') {
        return line
            .split(char::from(delimiter))
            .map(str::to_owned)
            .collect();
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    // The line is text and one record, so that reading it cannot fail.
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Capital letters without Turkish marks; everything but letters and digits dropped.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            'ı' | 'İ' | 'i' => Some('I'),
            'ğ' | 'Ğ' => Some('G'),
            'ü' | 'Ü' => Some('U'),
            'ş' | 'Ş' => Some('S'),
            'ö' | 'Ö' => Some('O'),
            'ç' | 'Ç' => Some('C'),
            letter if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_uppercase()),
            _ => None,
        })
        .collect()
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
        ] {
            let columns = Columns::of_header(header).unwrap();
            assert_eq!(
                columns.fields,
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
            ("IZIN TURU;ALICI;STATUS;ALICI", "twice"),
        ] {
            let failure = Columns::of_header(header).unwrap_err();
            assert_eq!(failure.exit, Exit::File);
            assert!(failure.to_string().contains(word), "{failure}");
        }
    }

    #[test]
    fn quotes_hold_delimiters_and_a_wrong_number_of_cells_is_noticed() {
        let columns = Columns::of_header("type,recipient,status").unwrap();
        let cells = columns.cells("\"MESAJ\",\"a,b\",\"1\"").unwrap();
        assert_eq!(cells[1].1, "a,b");
        assert!(columns.cells("MESAJ,1").is_none());
    }
}
