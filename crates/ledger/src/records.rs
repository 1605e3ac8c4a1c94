//! Reading the log's records out of their log rows.

use domain::Seq;
use fjall::{Iter, Slice};

use crate::record::{self, Stored};
use crate::{LedgerError, log_row, row};

/// How a record is read: as a whole, or a part of it. `None`: it is not what was written.
pub(crate) type Read<T> = fn(Seq, &[u8]) -> Option<T>;

/// Records in order, until the rows end or one of them is damaged.
pub(crate) struct Records<T> {
    rows: Iter,
    read: Read<T>,
    log_row: Slice,
    /// Where in the log row the next record begins.
    at: usize,
    /// The position of the next record.
    next: u64,
    /// Records before this position are passed over unread.
    from: u64,
    ended: bool,
}

impl<T> Records<T> {
    /// The records, read in this way, from `from` on of these rows of the log, the first of which begins at `begin`,
    /// at that position or before.
    pub(crate) fn new(rows: Iter, read: Read<T>, begin: u64, from: u64) -> Self {
        Self {
            rows,
            read,
            log_row: Slice::new(&[]),
            at: 0,
            next: begin,
            from,
            ended: false,
        }
    }

    fn read_next(&mut self) -> Option<Result<T, LedgerError>> {
        loop {
            if self.at == self.log_row.len() {
                let (key, log_row) = match self.rows.next()?.into_inner() {
                    Ok(row) => row,
                    Err(error) => return Some(Err(error.into())),
                };
                let first = row::seq_at_end(&key).unwrap_or(u64::MAX);
                if first != self.next {
                    return Some(Err(LedgerError::missing(self.next)));
                }
                (self.log_row, self.at) = (log_row, 0);
            }
            let seq = Seq(self.next);
            let mut rest = &self.log_row[self.at..];
            let Some(stored) = log_row::take(&mut rest) else {
                return Some(Err(LedgerError::not_as_written(seq)));
            };
            self.at = self.log_row.len() - rest.len();
            self.next += 1;
            if seq.0 >= self.from {
                return Some(
                    (self.read)(seq, stored).ok_or_else(|| LedgerError::not_as_written(seq)),
                );
            }
        }
    }
}

impl<T> Iterator for Records<T> {
    type Item = Result<T, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read_next();
        if let Some(Err(_)) = &read {
            // After damage nothing more can be said.
            self.ended = true;
        }
        read
    }
}

/// What stands at a position, if this log row holds it.
pub(crate) fn record_in(
    first: u64,
    log_row: &[u8],
    seq: Seq,
) -> Result<Option<Stored>, LedgerError> {
    let mut rest = log_row;
    for at in first..=seq.0 {
        if rest.is_empty() {
            return Ok(None);
        }
        let stored = log_row::take(&mut rest).ok_or_else(|| LedgerError::not_as_written(seq))?;
        if at == seq.0 {
            return record::decode(seq, stored)
                .map(Some)
                .ok_or_else(|| LedgerError::not_as_written(seq));
        }
    }
    Ok(None)
}
