//! Reading the whole log, past whatever is damaged.

use domain::Seq;

use super::check::{Check, Store};
use super::finding::{Fault, Finding};
use super::rows::Expected;
use crate::engine::Engine;
use crate::log_row::{self, RECORDS_MAX};
use crate::record::{self, Record, Stored};
use crate::{LedgerError, row};

/// The position after the last record that can be told.
pub(super) fn end(engine: &Engine) -> Result<u64, LedgerError> {
    let Some(last) = engine.log.last_key_value() else {
        return Ok(0);
    };
    let (key, stored) = last.into_inner()?;
    let first = row::seq_at_end(&key).unwrap_or_default();
    let mut rest = &*stored;
    let mut end = first;
    while log_row::take(&mut rest).is_some() {
        end += 1;
    }
    Ok(end)
}

/// What is met on the way through the log.
pub(super) enum Met {
    /// What stands at a position.
    Stored(u64, Stored),
    /// What is wrong there.
    Wrong(Finding),
}

/// Hands over what stands at each position, and what is wrong. After a row that cannot be read it
/// goes on with the next one.
pub(super) fn walk(engine: &Engine, meet: &mut dyn FnMut(Met)) {
    let end = end(engine).unwrap_or(u64::MAX);
    let mut next = 0;
    let mut from = 0_u64;
    loop {
        let mut failed = None;
        for row in engine.log.range(from.to_be_bytes()..) {
            match row.into_inner() {
                Ok((key, stored)) => match position(&key).filter(|first| *first >= next) {
                    Some(first) => {
                        meet_gap(next, first, Fault::Missing, meet);
                        next = meet_row(first, &stored, meet);
                    }
                    None => meet(Met::Wrong(Finding::Row {
                        first: position(&key).unwrap_or(next),
                    })),
                },
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let Some(error) = failed else {
            return;
        };
        // The rows of one block: each attempt passes over some of them.
        if from <= next {
            meet(Met::Wrong(Finding::Unreadable {
                table: None,
                why: error.to_string(),
            }));
        }
        from = log_row::first_beside(from.max(next)) + RECORDS_MAX;
        if from >= end {
            meet_gap(next, end, Fault::Damaged, meet);
            return;
        }
    }
}

fn position(key: &[u8]) -> Option<u64> {
    key.try_into().ok().map(u64::from_be_bytes)
}

fn meet_gap(from: u64, until: u64, fault: Fault, meet: &mut dyn FnMut(Met)) {
    if from < until {
        meet(Met::Wrong(Finding::Movements { from, until, fault }));
    }
}

/// The position after the row's last record.
fn meet_row(first: u64, stored: &[u8], meet: &mut dyn FnMut(Met)) -> u64 {
    let (mut rest, mut seq) = (stored, first);
    while !rest.is_empty() {
        let stored = log_row::take(&mut rest);
        match stored.and_then(|stored| record::decode(Seq(seq), stored)) {
            Some(stored) => meet(Met::Stored(seq, stored)),
            None => meet_gap(seq, seq + 1, Fault::Damaged, meet),
        }
        seq += 1;
        if stored.is_none() {
            return seq;
        }
    }
    if seq == first || log_row::first_beside(first) != log_row::first_beside(seq - 1) {
        meet(Met::Wrong(Finding::Row { first }));
    }
    seq
}

impl Store {
    /// Hands over the movements that are kept; what is wrong with the others has been told.
    pub(super) fn kept(&self, mut see: impl FnMut(Box<Record>)) {
        walk(&self.engine, &mut |met| {
            if let Met::Stored(_, Stored::Kept(record)) = met {
                see(record);
            }
        });
    }
}

impl Check<'_> {
    /// Reads the log for itself: every record and the times. What the feeds and names have to be.
    pub(super) fn log(&mut self) -> Expected {
        let Self {
            store,
            summary,
            teller,
        } = self;
        let mut expected = Expected::default();
        let mut last = i64::MIN;
        walk(&store.engine, &mut |met| {
            let (seq, stored) = match met {
                Met::Stored(seq, stored) => (seq, stored),
                Met::Wrong(finding) => return teller.tell(finding),
            };
            summary.movements += 1;
            let recorded_at = stored.recorded_at().as_millis();
            if recorded_at < last {
                teller.tell(Finding::Time { seq });
            }
            last = last.max(recorded_at);
            match stored {
                Stored::Kept(record) if seq < store.indexed => expected.add(&record.recorded),
                Stored::Kept(_) => {}
                Stored::Erased(_) => summary.erased += 1,
            }
        });
        expected
    }
}
