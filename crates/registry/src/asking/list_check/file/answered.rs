//! Rows of a file and what is answered to each.

use domain::check::Reason;
use domain::{Channel, ConsentKey, RecipientId, RecipientType, Timestamp};
use tables::layout::{read_address, read_date};
use tables::{Finding, Row};

use super::super::{Fault, ListCheck, row};
use super::columns::Columns;
use crate::Result;

/// A row, and what is answered to it.
pub(super) struct Answered {
    pub(super) row: Row,
    /// Why, or what is wrong with it.
    pub(super) reason: std::result::Result<Reason, &'static str>,
    pub(super) hands: Hands,
}

/// Whether a number has changed hands since the row's date.
#[derive(Clone, Copy)]
pub(super) enum Hands {
    /// Nothing is said of it: the row has no date, or the brand no record of the number.
    Untold,
    /// The date is none.
    NoDate,
    /// It is asked of this number, since this date.
    Asked(RecipientId, Timestamp),
}

impl ListCheck {
    /// Decides rows in order, and logs it.
    pub(super) fn answer_rows(
        &self,
        columns: &Columns,
        rows: Vec<Row>,
        as_of: Timestamp,
    ) -> Result<Vec<Answered>> {
        let brand = self.scope().brand();
        let channel = self.question.channel;
        let mut keys = Vec::with_capacity(rows.len());
        let mut read = Vec::with_capacity(rows.len());
        for row in rows {
            let asked = self.asked(columns, &row);
            if let Ok((recipient, recipient_type)) = asked {
                keys.push(ConsentKey {
                    recipient,
                    brand,
                    recipient_type,
                    channel,
                });
            }
            read.push((row, asked));
        }
        let mut reasons = self.decide(&keys, as_of)?.into_iter();
        let answered = read.into_iter().map(|(row, asked)| match asked {
            Err(fault) => Answered {
                row,
                reason: Err(fault),
                hands: Hands::Untold,
            },
            Ok((recipient, _)) => {
                // Should one be missing, it allows nothing.
                let reason = reasons.next().unwrap_or(Reason::Unavailable);
                Answered {
                    hands: hands(columns, &row, (channel, recipient), reason),
                    reason: Ok(reason),
                    row,
                }
            }
        });
        Ok(answered.collect())
    }

    /// Whom a row names, and as what.
    fn asked(
        &self,
        columns: &Columns,
        row: &Row,
    ) -> std::result::Result<(RecipientId, RecipientType), &'static str> {
        let own = [Some(columns.recipient), columns.recipient_type, None];
        if let Some(fault) = row.faults().iter().find(|one| own.contains(&one.column)) {
            return Err(fault.flaw.code());
        }
        let cell = row.cell(columns.recipient);
        if cell.trim().is_empty() {
            return Err(Fault::Empty.as_wire());
        }
        let recipient_type = match columns.recipient_type.map(|place| row.cell(place).trim()) {
            None | Some("") => self.question.recipient_type,
            Some(word) => {
                RecipientType::from_wire(word).map_err(|_| Fault::NotARecipientType.as_wire())?
            }
        };
        let channel = self.question.channel;
        let address = read_address(cell, channel).map_err(|finding| match finding {
            Finding::Table(flaw) => flaw.code(),
            Finding::Contract(_) => row::fault(cell.trim(), channel).as_wire(),
        })?;
        Ok((
            self.registry.ledger().recipient_id(&address),
            recipient_type,
        ))
    }
}

/// Whether a number's change of hands can be told: of one that the brand has a record of, and for the row's date alone
/// (rules 44, 53). When a line was closed is told to nobody.
fn hands(
    columns: &Columns,
    row: &Row,
    (channel, recipient): (Channel, RecipientId),
    reason: Reason,
) -> Hands {
    let is_recorded = matches!(
        reason,
        Reason::Approved | Reason::MerchantNotRefused | Reason::Refused
    );
    let Some(place) = columns.since.filter(|_| channel.is_phone() && is_recorded) else {
        return Hands::Untold;
    };
    match read_date(row.cell(place), row.dates()) {
        Ok(None) => Hands::Untold,
        Ok(Some(since)) => Hands::Asked(recipient, since),
        Err(_) => Hands::NoDate,
    }
}
