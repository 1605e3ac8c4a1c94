//! The file that a day is compared with.

use std::io::Cursor;
use std::ops::ControlFlow;

use bytes::Bytes;
use domain::{Channel, RecipientType, Source, Status};
use ledger::Ledger;
use tables::file::read_rows;
use tables::layout::{Field, Stated, StatedReader};
use tables::{Finding, Layout, ReadError, Row};

use super::super::rows;
use super::join::{Facts, Given, Key};

/// The most rows of a file that is compared; each is held in some 100 bytes.
pub const COMPARED_ROWS_MAX: usize = 1_000_000;

/// Why a file cannot be compared, each with a word that does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoComparison {
    /// It cannot be read to its end.
    Unreadable(tables::Refusal),
    /// It has no rows, or its first row names no column.
    NoHeader,
    /// It names its movements neither by their numbers nor by address and channel, or has two columns of one field.
    NoNames,
    /// It has more than [`COMPARED_ROWS_MAX`] rows.
    TooManyRows,
}

impl NoComparison {
    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable(refusal) => refusal.code(),
            Self::NoHeader => "NO_HEADER",
            Self::NoNames => "NO_NAMES",
            Self::TooManyRows => tables::Refusal::TooManyRows.code(),
        }
    }
}

impl From<ReadError> for NoComparison {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Refused(refusal) => Self::Unreadable(refusal),
            // The file is in memory.
            ReadError::Io(_) => Self::Unreadable(tables::Refusal::DamagedBook),
        }
    }
}

/// How the file's rows are read, and what of a movement is compared.
pub(super) struct Shape {
    reader: StatedReader,
    has_header: bool,
}

/// A row of the file: what it says, or why that cannot be read.
pub(super) type Said = Result<Stated, Finding>;

impl Shape {
    /// By the file's first row.
    fn of(first: &Row) -> Result<Self, NoComparison> {
        let layout = Layout::recognise(std::slice::from_ref(first));
        let layout = layout.map_err(|_| NoComparison::NoHeader)?;
        Ok(Self {
            reader: StatedReader::new(&layout).map_err(|_| NoComparison::NoNames)?,
            has_header: layout.has_header(),
        })
    }

    /// Whether a field is compared, or names the record.
    pub(super) fn has(&self, field: Field) -> bool {
        self.reader.has(field)
    }

    fn word(&self, field: Field, number: u8) -> u8 {
        if self.has(field) { number } else { 0 }
    }

    /// What names a movement, and what is said of it, as far as the file says it.
    fn sides(
        &self,
        transaction: &[u8],
        recipient: [u8; 16],
        [channel, recipient_type, status, source]: [u8; 4],
        consent_date: Option<i64>,
    ) -> (Key, Facts) {
        let channel = self.word(Field::Channel, channel);
        let recipient_type = self.word(Field::RecipientType, recipient_type);
        let has_recipient = self.has(Field::Recipient) && self.has(Field::Channel);
        let key = match transaction.first_chunk() {
            Some(name) if self.reader.has_transactions() => Key {
                name: *name,
                channel: 0,
                recipient_type: 0,
            },
            _ => Key {
                name: recipient,
                channel,
                recipient_type,
            },
        };
        let facts = Facts {
            recipient: if has_recipient { recipient } else { [0; 16] },
            consent_date: consent_date.filter(|_| self.has(Field::ConsentDate)),
            words: [
                channel,
                recipient_type,
                self.word(Field::Status, status),
                self.word(Field::Source, source),
            ],
        };
        (key, facts)
    }

    /// One of the day's rows.
    pub(super) fn here(&self, row: &rows::Row) -> (Key, Facts) {
        let words = [
            row.key.channel.to_byte(),
            row.key.recipient_type.to_byte(),
            row.status.to_byte(),
            row.source.map_or(0, Source::to_byte),
        ];
        let date = row.consent_date.map(domain::Timestamp::as_seconds);
        self.sides(&row.transaction.0, row.key.recipient.0, words, date)
    }

    /// One of the file's rows.
    fn there(&self, ledger: &Ledger, stated: &Stated) -> (Key, Facts) {
        let recipient = stated.recipient.as_ref();
        let recipient = recipient.map_or([0; 16], |address| ledger.recipient_id(address).0);
        let words = [
            stated.channel.map_or(0, Channel::to_byte),
            stated.recipient_type.map_or(0, RecipientType::to_byte),
            stated.status.map_or(0, Status::to_byte),
            stated.source.flatten().map_or(0, Source::to_byte),
        ];
        let date = stated.consent_date.flatten();
        let date = date.map(domain::Timestamp::as_seconds);
        let transaction = stated.transaction.map(|transaction| transaction.0);
        self.sides(&transaction.unwrap_or_default(), recipient, words, date)
    }
}

/// Hands on each row of the file below its header, with its number from 0.
pub(super) fn each_row(
    file: &Bytes,
    mut each: impl FnMut(&Shape, u32, &Row, Said) -> ControlFlow<()>,
) -> Result<Option<Shape>, NoComparison> {
    let mut shape = None;
    let mut wrong = None;
    let mut ordinal = 0;
    read_rows(Cursor::new(file.as_ref()), |row| {
        if shape.is_none() {
            match Shape::of(row) {
                Ok(found) => {
                    let has_header = found.has_header;
                    shape = Some(found);
                    if has_header {
                        return ControlFlow::Continue(());
                    }
                }
                Err(error) => {
                    wrong = Some(error);
                    return ControlFlow::Break(());
                }
            }
        }
        let Some(shape) = &shape else {
            return ControlFlow::Break(());
        };
        let next = each(shape, ordinal, row, shape.reader.read(row));
        ordinal += 1;
        next
    })?;
    match wrong {
        Some(wrong) => Err(wrong),
        None => Ok(shape),
    }
}

/// The file's rows as numbers, and how many could not be read.
pub(super) struct Read {
    pub(super) shape: Shape,
    pub(super) given: Vec<Given>,
    pub(super) unreadable: u64,
}

/// Reads a file. Works some seconds on a long one; not for a thread that others wait for.
pub(super) fn read(ledger: &Ledger, file: &Bytes) -> Result<Read, NoComparison> {
    let mut given = Vec::new();
    let mut unreadable = 0;
    let mut is_too_long = false;
    let shape = each_row(file, |shape, ordinal, row, said| {
        if ordinal as usize == COMPARED_ROWS_MAX {
            is_too_long = true;
            return ControlFlow::Break(());
        }
        match said {
            Ok(stated) => {
                let (key, facts) = shape.there(ledger, &stated);
                let line = u32::try_from(row.line()).unwrap_or(u32::MAX);
                given.push(Given::new(key, facts, line, ordinal));
            }
            Err(_) => unreadable += 1,
        }
        ControlFlow::Continue(())
    })?;
    if is_too_long {
        return Err(NoComparison::TooManyRows);
    }
    Ok(Read {
        shape: shape.ok_or(NoComparison::NoHeader)?,
        given,
        unreadable,
    })
}
