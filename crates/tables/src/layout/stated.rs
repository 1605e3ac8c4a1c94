//! What a row says of a movement that was recorded already: for comparing, never for recording.

use domain::{
    Address, Channel, ErrorCode, RecipientType, Source, Status, Timestamp, TransactionId,
};

use super::cell::{read_address, read_date};
use super::field::{Field, Holds};
use super::name;
use super::plan::{Gap, Layout};
use super::word::{self, Word};
use crate::finding::Finding;
use crate::row::Row;

/// The name of the column with the movement's own number, folded.
const TRANSACTION: &str = "transactionid";

/// What a row says. Of a field that the file has no column of, nobody says anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The movement's own number.
    pub transaction: Option<TransactionId>,
    /// The address, where the channel is known.
    pub recipient: Option<Address>,
    /// The channel.
    pub channel: Option<Channel>,
    /// The recipient's type.
    pub recipient_type: Option<RecipientType>,
    /// Approval or refusal.
    pub status: Option<Status>,
    /// When it was expressed, or that there is no such date.
    pub consent_date: Option<Option<Timestamp>>,
    /// Where it was expressed, or that nobody says.
    pub source: Option<Option<Source>>,
}

/// Reads rows of a file that states what was recorded, of both sides: a daily file, or a list of one's own.
pub struct StatedReader {
    places: [Option<usize>; Field::ALL.len()],
    transaction: Option<usize>,
}

impl StatedReader {
    /// By the columns of a layout, whose names alone count.
    ///
    /// # Errors
    /// When the file names its movements neither by their numbers nor by address and channel, or two columns hold one
    /// field.
    pub fn new(layout: &Layout) -> Result<Self, Gap> {
        let mut places = [None; Field::ALL.len()];
        let mut transaction = None;
        for (column, of) in layout.columns().iter().enumerate() {
            if let Holds::Field(field) = of.holds {
                if places[field as usize].replace(column).is_some() {
                    return Err(Gap::Twice(field));
                }
            } else if name::fold(&of.name) == TRANSACTION {
                transaction = Some(column);
            }
        }
        for field in [Field::Recipient, Field::Channel] {
            if transaction.is_none() && places[field as usize].is_none() {
                return Err(Gap::Missing(field));
            }
        }
        Ok(Self {
            places,
            transaction,
        })
    }

    /// Whether movements are named by their own numbers.
    pub const fn has_transactions(&self) -> bool {
        self.transaction.is_some()
    }

    /// Whether the file has a column of a field.
    pub fn has(&self, field: Field) -> bool {
        self.places[field as usize].is_some()
    }

    /// What a row says.
    ///
    /// # Errors
    /// The first thing that cannot be read.
    pub fn read(&self, row: &Row) -> Result<Stated, Finding> {
        let read = |place: Option<usize>| self.places.contains(&place) || place == self.transaction;
        let flawed = row.faults().iter().find(|fault| {
            // Nobody reads the others' cells.
            fault.column.is_none() || read(fault.column)
        });
        if let Some(fault) = flawed {
            return Err(Finding::Table(fault.flaw));
        }
        let mut stated = Stated::default();
        if let Some(place) = self.transaction {
            let text = row.cell(place).trim();
            stated.transaction = Some(TransactionId::from_wire(text).ok_or(of(ErrorCode::H093))?);
        }
        if let Some(word) = self.word(Field::Channel, row) {
            stated.channel = Some(Channel::from_wire(word).map_err(of)?);
        }
        if let Some(word) = self.word(Field::RecipientType, row) {
            stated.recipient_type = Some(RecipientType::from_wire(word).map_err(of)?);
        }
        if let Some(word) = self.word(Field::Status, row) {
            stated.status = Some(Status::from_wire(word).map_err(of)?);
        }
        if let Some(word) = self.word(Field::Source, row) {
            stated.source = Some(match word {
                "" => None,
                word => Some(Source::from_wire(word).ok_or(of(ErrorCode::H119))?),
            });
        }
        if let Some(cell) = self.cell(Field::ConsentDate, row) {
            stated.consent_date = Some(read_date(cell, row.dates()).map_err(of)?);
        }
        if let (Some(cell), Some(channel)) = (self.cell(Field::Recipient, row), stated.channel) {
            stated.recipient = Some(read_address(cell, channel)?);
        }
        Ok(stated)
    }

    fn cell<'a>(&self, field: Field, row: &'a Row) -> Option<&'a str> {
        let place = self.places[field as usize]?;
        Some(row.cell(place).trim())
    }

    /// The contract's word that a cell has or stands for; another as it stands.
    fn word<'a>(&self, field: Field, row: &'a Row) -> Option<&'a str> {
        let cell = self.cell(field, row)?;
        Some(match word::of(field, &word::fold(cell)) {
            Word::Contracts(word) | Word::Instead(word) => word,
            Word::Other => cell,
        })
    }
}

const fn of(code: ErrorCode) -> Finding {
    Finding::Contract(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Flaw;

    fn reader(header: &[&str]) -> Result<StatedReader, Gap> {
        let layout = Layout::recognise(&[Row::of(1, header.iter().copied())]).unwrap();
        StatedReader::new(&layout)
    }

    #[test]
    fn a_line_of_the_daily_file_says_all_of_its_movement_whichever_side_made_it() {
        let header = [
            "creationDate",
            "transactionId",
            "recipient",
            "recipientType",
            "type",
            "status",
            "consentDate",
            "source",
        ];
        let reader = reader(&header).unwrap();
        assert!(reader.has_transactions() && reader.has(Field::Source));
        let number = "ab".repeat(32);
        let row = |source| {
            let cells = [
                "2026-03-10 12:00:00",
                &number,
                "+905321234567",
                "BIREYSEL",
                "MESAJ",
                "RET",
                "",
                source,
            ];
            reader.read(&Row::of(2, cells))
        };
        let stated = row("IYS_WEB").unwrap();
        assert_eq!(stated.transaction.unwrap().to_wire(), number);
        assert_eq!(stated.recipient.unwrap().to_string(), "+905321234567");
        assert_eq!(stated.consent_date, Some(None));
        assert_eq!(stated.source, Some(Some(Source::RegistryWeb)));
        assert_eq!(row("WEB_IYS"), Err(Finding::Contract(ErrorCode::H119)));
    }

    #[test]
    fn a_list_of_ones_own_may_be_in_peoples_words_and_say_less() {
        let reader = reader(&["Telefon", "Kanal", "Durum"]).unwrap();
        let stated = reader.read(&Row::of(2, ["532 123 45 67", "SMS", "evet"]));
        let stated = stated.unwrap();
        assert_eq!(stated.recipient.unwrap().to_string(), "+905321234567");
        assert_eq!(
            (stated.channel, stated.status, stated.source),
            (Some(Channel::Text), Some(Status::Approval), None)
        );
        let shortened = reader.read(&Row::of(2, ["5,32E+11", "SMS", "evet"]));
        assert_eq!(shortened, Err(Finding::Table(Flaw::NumberShortened)));
    }

    #[test]
    fn a_file_that_names_no_movement_cannot_be_compared() {
        assert_eq!(
            reader(&["Telefon", "Durum"]).err(),
            Some(Gap::Missing(Field::Channel))
        );
        assert_eq!(
            reader(&["Telefon", "GSM", "Kanal"]).err(),
            Some(Gap::Twice(Field::Recipient))
        );
        assert!(reader(&["transactionId", "Durum"]).is_ok());
    }
}
