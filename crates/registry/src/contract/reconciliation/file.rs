//! A brand's file of a day (contract 10).

use domain::{BrandCode, Timestamp};
use ledger::Ledger;
use sha2::{Digest as _, Sha384};

use directory::brand_day::DIGEST_BYTES;

use super::rows::{Row, Rows};
use super::span::Span;
use crate::shares::Place;
use crate::table::{TableForm, TableMaker};
use crate::{Error, Party, Result};

/// The file's first line.
pub const HEADER: &str =
    "creationDate,transactionId,recipient,recipientType,type,status,consentDate,source\n";

/// The columns that the first line names.
pub const COLUMNS: [&str; 8] = [
    "creationDate",
    "transactionId",
    "recipient",
    "recipientType",
    "type",
    "status",
    "consentDate",
    "source",
];

/// About how much of a file is made at once, in bytes.
pub const PIECE_BYTES: usize = 64 * 1024;

/// The longest line: an address of 265 characters and fields of fixed lengths.
const LINE_BYTES_MAX: usize = 512;

/// The file's text, made piece by piece.
pub(super) struct Text {
    ledger: Ledger,
    rows: Rows,
    digest: Sha384,
    begun: bool,
}

impl Text {
    pub(super) fn new(ledger: &Ledger, brand: BrandCode, span: Span) -> Self {
        Self {
            ledger: ledger.clone(),
            rows: Rows::new(ledger, brand, span),
            digest: Sha384::new(),
            begun: false,
        }
    }

    /// The next piece, and whether it is the last. Tells of every row that is in it, with its cells. Not for a thread that
    /// others wait for.
    ///
    /// A movement whose address has been erased says nothing to anybody any more and is left out.
    pub(super) fn piece(
        &mut self,
        mut each: impl FnMut(&Row, &[&str; COLUMNS.len()]) -> Result<()>,
    ) -> Result<(Vec<u8>, bool)> {
        let mut out = Vec::with_capacity(PIECE_BYTES + LINE_BYTES_MAX);
        if !std::mem::replace(&mut self.begun, true) {
            out.extend_from_slice(HEADER.as_bytes());
        }
        let mut last = false;
        while out.len() < PIECE_BYTES {
            let Some(row) = self.rows.next()? else {
                last = true;
                break;
            };
            if let Some(address) = self.ledger.address(row.key.recipient)? {
                let created = row.recorded_at.to_wire();
                let transaction = row.transaction.to_wire();
                let recipient = address.to_string();
                let expressed = row.consent_date.map(Timestamp::to_wire).unwrap_or_default();
                let cells: [&str; COLUMNS.len()] = [
                    &created,
                    &transaction,
                    &recipient,
                    row.key.recipient_type.as_wire(),
                    row.key.channel.as_wire(),
                    row.status.as_wire(),
                    &expressed,
                    row.source.map_or("", domain::Source::as_wire),
                ];
                write_line(&mut out, &cells);
                each(&row, &cells)?;
            }
        }
        self.digest.update(&out);
        Ok((out, last))
    }

    /// The SHA-384 of all pieces.
    pub(super) fn digest(self) -> [u8; DIGEST_BYTES] {
        self.digest.finalize().into()
    }
}

/// No field can hold a comma, a quote or a line's end, so nothing is quoted.
fn write_line(out: &mut Vec<u8>, cells: &[&str]) {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        out.extend_from_slice(cell.as_bytes());
    }
    out.push(b'\n');
}

/// What a day's rows are handed out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayForm {
    /// The contract's file, byte for byte as its digest says.
    Contract,
    /// The same rows in the same columns, for people.
    Table(TableForm),
}

/// A day's file on its way to somebody.
pub struct DayFile {
    /// `None` once all is handed out.
    text: Option<Text>,
    /// What people get in place of the text.
    table: Option<TableMaker>,
    expected: [u8; DIGEST_BYTES],
    /// Bounds how many files are sent at once.
    _place: Place<Party>,
}

impl DayFile {
    pub(super) fn new(
        text: Text,
        form: DayForm,
        expected: [u8; DIGEST_BYTES],
        place: Place<Party>,
    ) -> Result<Self> {
        let table = match form {
            DayForm::Contract => None,
            DayForm::Table(form) => Some(TableMaker::new(form, &COLUMNS)?),
        };
        Ok(Self {
            text: Some(text),
            table,
            expected,
            _place: place,
        })
    }

    /// The next piece of the file, made of about [`PIECE_BYTES`] of the contract's; `None`: it has ended. Works some
    /// milliseconds; not for a thread that others wait for.
    ///
    /// Fails at the end if the whole is not what the day's digest says: the last piece is held
    /// back until that is sure. What was handed out before is not a whole file, then.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(mut text) = self.text.take() else {
            return Ok(None);
        };
        let (mut piece, last) = match &mut self.table {
            None => text.piece(|_, _| Ok(()))?,
            Some(table) => {
                let (_, last) = text.piece(|_, cells| table.write(cells))?;
                (table.take(), last)
            }
        };
        if !last {
            self.text = Some(text);
            return Ok(Some(piece));
        }
        if text.digest() != self.expected {
            return Err(Error::Failed(
                "a day's movements are not those of its digest".into(),
            ));
        }
        if let Some(table) = self.table.take() {
            piece.extend(table.finish()?);
        }
        Ok(Some(piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_names_the_columns() {
        assert_eq!(HEADER, format!("{}\n", COLUMNS.join(",")));
    }
}
