//! Writing rows of the log and of the addresses anew.

use std::collections::BTreeMap;

use super::{Batch, Engine};
use crate::log::Log as _;
use crate::record::{self, Record};
use crate::{LedgerError, log_row};
use domain::Seq;

/// Rows being changed; nothing is written before the batch is committed.
pub(crate) struct Rewrite<'a> {
    engine: &'a Engine,
    /// Rows of the log by their first position: their records.
    log_rows: BTreeMap<u64, Vec<Vec<u8>>>,
    /// Sealed addresses by their log row's first position, each with its own position.
    addresses: BTreeMap<u64, BTreeMap<u64, Vec<u8>>>,
}

impl<'a> Rewrite<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Self {
        Self {
            engine,
            log_rows: BTreeMap::new(),
            addresses: BTreeMap::new(),
        }
    }

    /// Leaves of a record what is left of an erased one, and of its address nothing.
    pub(crate) fn erase(&mut self, seq: Seq, record: &Record) -> Result<(), LedgerError> {
        let first = self.load(seq.0)?;
        record::encode_erased(self.stored(first, seq)?, seq, &record.erased());
        if record.brings_address {
            self.load_addresses(first)?.remove(&seq.0);
        }
        Ok(())
    }

    /// Lets the record at `to` have brought the address that the one at `from` has brought.
    pub(crate) fn copy_address(&mut self, from: u64, to: u64) -> Result<(), LedgerError> {
        let unknown = || LedgerError::Damaged(format!("the address at movement {from}"));
        let (from_first, _) = self.engine.log_row(from)?;
        let sealed = self.load_addresses(from_first)?.get(&from).cloned();
        let sealed = sealed.ok_or_else(unknown)?;
        let first = self.load(to)?;
        self.load_addresses(first)?.insert(to, sealed);
        let mut record = self.engine.record(Seq(to))?;
        record.brings_address = true;
        record.encode(self.stored(first, Seq(to))?);
        Ok(())
    }

    /// The batch that writes everything.
    pub(crate) fn into_batch(self) -> Batch {
        let mut batch = Batch::default();
        let mut row = Vec::new();
        for (first, records) in self.log_rows {
            row.clear();
            for record in &records {
                log_row::put(&mut row, record);
            }
            batch.put_log_row(first, &row);
        }
        for (first, addresses) in self.addresses {
            row.clear();
            for (seq, sealed) in &addresses {
                log_row::put_address(&mut row, first, *seq, sealed);
            }
            if row.is_empty() {
                batch.remove_addresses(first);
            } else {
                batch.put_addresses(first, &row);
            }
        }
        batch
    }

    /// Reads the log row that holds a position; its first one.
    fn load(&mut self, seq: u64) -> Result<u64, LedgerError> {
        let loaded = self.log_rows.range(..=seq).next_back();
        if let Some((first, records)) = loaded
            && seq - first < records.len() as u64
        {
            return Ok(*first);
        }
        let (first, stored) = self.engine.log_row(seq)?;
        let mut rest = &*stored;
        let mut records = Vec::new();
        while !rest.is_empty() {
            let record =
                log_row::take(&mut rest).ok_or_else(|| LedgerError::not_as_written(Seq(seq)))?;
            records.push(record.to_vec());
        }
        self.log_rows.insert(first, records);
        Ok(first)
    }

    /// The stored form of a record of a loaded log row.
    fn stored(&mut self, first: u64, seq: Seq) -> Result<&mut Vec<u8>, LedgerError> {
        let place = usize::try_from(seq.0 - first).unwrap_or(usize::MAX);
        let records = self.log_rows.get_mut(&first);
        records
            .and_then(|records| records.get_mut(place))
            .ok_or_else(|| LedgerError::missing(seq.0))
    }

    /// The addresses beside the log row from `first`.
    fn load_addresses(&mut self, first: u64) -> Result<&mut BTreeMap<u64, Vec<u8>>, LedgerError> {
        let stored = if self.addresses.contains_key(&first) {
            None
        } else {
            self.engine.addresses.get(first.to_be_bytes())?
        };
        let addresses = self.addresses.entry(first).or_default();
        if let Some(stored) = stored {
            let damaged = || LedgerError::Damaged(format!("the addresses at movement {first}"));
            for entry in log_row::addresses(&stored, first) {
                let (seq, sealed) = entry.ok_or_else(damaged)?;
                addresses.insert(seq, sealed.to_vec());
            }
        }
        Ok(addresses)
    }
}
