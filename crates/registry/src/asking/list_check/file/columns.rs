//! Which columns of a file name recipients, and what is handed back of the others.

use domain::Channel;
use tables::layout::{Field, Holds, read_address, read_date};
use tables::{Layout, Row};

/// What an answer has beside the file's own columns.
pub const ADDED: [&str; 5] = ["decision", "reason", "asof", "valid_until", "changed_hands"];

/// Why a file is no list, each with a word that does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoList {
    /// It cannot be read to its end.
    Unreadable(tables::Refusal),
    /// It has no rows, or none of its columns holds addresses.
    NoRecipients,
    /// Two columns hold addresses, or another field.
    TwoColumns,
}

impl NoList {
    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable(refusal) => refusal.code(),
            Self::NoRecipients => "NO_RECIPIENTS",
            Self::TwoColumns => "TWO_COLUMNS",
        }
    }
}

/// The columns of a list.
pub(super) struct Columns {
    /// The file's own that are handed back, each with its name. Those of an earlier answer are not.
    kept: Vec<(usize, String)>,
    pub(super) recipient: usize,
    pub(super) recipient_type: Option<usize>,
    /// When the sender last had a consent.
    pub(super) since: Option<usize>,
    /// Whether the first row is a header.
    pub(super) has_header: bool,
}

impl Columns {
    /// By the file's first row.
    pub(super) fn of(first: &Row, channel: Channel) -> Result<Self, NoList> {
        match Layout::recognise(std::slice::from_ref(first)) {
            Ok(layout) => Self::of_layout(&layout),
            Err(_) => Self::without_names(first, channel),
        }
    }

    fn of_layout(layout: &Layout) -> Result<Self, NoList> {
        let place = |field| {
            let columns = layout.columns().iter().enumerate();
            let mut holding = columns.filter(|(_, column)| column.holds == Holds::Field(field));
            let first = holding.next().map(|(place, _)| place);
            match holding.next() {
                Some(_) => Err(NoList::TwoColumns),
                None => Ok(first),
            }
        };
        let columns = layout.columns().iter().enumerate();
        let named = columns.map(|(place, column)| {
            let name = match column.holds {
                Holds::Field(field) if !layout.has_header() => field.as_wire(),
                _ => column.name.as_str(),
            };
            (place, name.to_owned())
        });
        Ok(Self {
            kept: named.filter(|(_, name)| !is_added(name)).collect(),
            recipient: place(Field::Recipient)?.ok_or(NoList::NoRecipients)?,
            recipient_type: place(Field::RecipientType)?,
            since: place(Field::ConsentDate)?,
            has_header: layout.has_header(),
        })
    }

    /// Of a file whose first row names nothing that is known: a header of one column, or addresses already.
    fn without_names(first: &Row, channel: Channel) -> Result<Self, NoList> {
        let is_address = |cell| read_address(cell, channel).is_ok();
        let recipient = first.cells().position(is_address);
        let has_header = recipient.is_none() && first.len() == 1;
        let recipient = recipient.or(has_header.then_some(0));
        let recipient = recipient.ok_or(NoList::NoRecipients)?;
        let is_date = |cell| matches!(read_date(cell, first.dates()), Ok(Some(_)));
        let mut others = first.cells().enumerate();
        let since = others.find(|(place, cell)| *place != recipient && is_date(cell));
        let since = since.map(|(place, _)| place);
        let name = |(place, cell): (usize, &str)| {
            let name = match place {
                _ if has_header => cell.trim().to_owned(),
                place if place == recipient => Field::Recipient.as_wire().to_owned(),
                place if Some(place) == since => Field::ConsentDate.as_wire().to_owned(),
                place => format!("column_{}", place + 1),
            };
            (place, name)
        };
        Ok(Self {
            kept: first.cells().enumerate().map(name).collect(),
            recipient,
            recipient_type: None,
            since,
            has_header,
        })
    }

    /// The header of the answer.
    pub(super) fn header(&self) -> Vec<&str> {
        let own = self.kept.iter().map(|(_, name)| name.as_str());
        own.chain(ADDED).collect()
    }

    /// A row of the answer.
    pub(super) fn cells<'a>(&self, row: &'a Row, added: [&'a str; ADDED.len()]) -> Vec<&'a str> {
        let own = self.kept.iter().map(|(place, _)| row.cell(*place));
        own.chain(added).collect()
    }
}

fn is_added(name: &str) -> bool {
    ADDED.iter().any(|added| name.eq_ignore_ascii_case(added))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(cells: &[&str]) -> Result<Columns, NoList> {
        Columns::of(&Row::of(1, cells.iter().copied()), Channel::Text)
    }

    #[test]
    fn addresses_are_found_by_the_header_or_where_they_stand() {
        let named = columns(&["Ad", "Telefon", "Onay Tarihi", "decision", "reason"]).unwrap();
        assert!(named.has_header);
        assert_eq!((named.recipient, named.since), (1, Some(2)));
        assert_eq!(
            named.header()[..4],
            ["Ad", "Telefon", "Onay Tarihi", "decision"]
        );
        let bare = columns(&["x", "0532 123 45 67", "09.03.2026"]).unwrap();
        assert!(!bare.has_header);
        assert_eq!((bare.recipient, bare.since), (1, Some(2)));
        assert_eq!(bare.header()[..3], ["column_1", "recipient", "consentDate"]);
        let one = columns(&["numara"]).unwrap();
        assert!(one.has_header && one.recipient == 0);
    }

    #[test]
    fn a_file_without_addresses_is_no_list() {
        assert_eq!(columns(&["a", "b"]).err(), Some(NoList::NoRecipients));
        assert_eq!(columns(&["Durum", "b"]).err(), Some(NoList::NoRecipients));
        assert_eq!(columns(&["Telefon", "GSM"]).err(), Some(NoList::TwoColumns));
    }
}
