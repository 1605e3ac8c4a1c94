//! The log kept in the data folder.

use domain::Seq;

use super::{Batch, Engine};
use crate::log::{Log, Row};
use crate::record::Stored;
use crate::records::record_in;
use crate::{LedgerError, log_row, record, row};

impl Log for Engine {
    fn append(&self, rows: &[Row]) -> Result<(), LedgerError> {
        let mut batch = Batch::default();
        for row in rows {
            batch.put_log_row(row.first, &row.records);
            if !row.addresses.is_empty() {
                batch.put_addresses(row.first, &row.addresses);
            }
        }
        Ok(self.commit(&batch)?)
    }

    fn end(&self) -> Result<u64, LedgerError> {
        let Some(last) = self.log.last_key_value() else {
            return Ok(0);
        };
        let (key, log_row) = last.into_inner()?;
        let first = row::seq_at_end(&key).unwrap_or(u64::MAX);
        let end = log_row::count(&log_row).and_then(|count| first.checked_add(count));
        end.ok_or_else(|| LedgerError::not_as_written(Seq(first)))
    }

    fn stored(&self, seq: Seq) -> Result<Stored, LedgerError> {
        let (first, log_row) = self.log_row(seq.0)?;
        record_in(first, &log_row, seq)?.ok_or_else(|| LedgerError::missing(seq.0))
    }

    fn records(&self, from: u64, end: u64) -> impl Iterator<Item = Result<Stored, LedgerError>> {
        self.read_records(from, end, record::decode)
    }
}
