//! A brand's movements of a day in the order of its file: by second, within a second by
//! transaction id (contract 10).
//!
//! Feeds are in the order of recording, so only movements of the same second have to be sorted.
//! Should there be more of them than may be held, they are read several times over, the smallest
//! ids first. So memory is bounded whatever a day brings, and nothing is put on disk.

use std::collections::{BinaryHeap, VecDeque};

use domain::movement::Recorded;
use domain::{
    BrandCode, Change, ConsentKey, Origin, RetailerCode, Seq, Source, Status, Timestamp,
    TransactionId,
};
use ledger::Ledger;

use super::span::{EVER, FOREVER, Span};
use crate::Result;

/// How many rows of one second are held; a row has about 100 bytes.
const HELD_ROWS_MAX: usize = 65_536;

/// How many movements are read from a feed at once; one has at most 12 kB.
const PAGE_MOVEMENTS: usize = 1_024;

/// What a file says of a movement. Its address is looked up when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) transaction: TransactionId,
    pub(super) seq: Seq,
    pub(super) recorded_at: Timestamp,
    pub(super) key: ConsentKey,
    pub(super) origin: Origin,
    pub(super) status: Status,
    pub(super) source: Option<Source>,
    pub(super) retailer: Option<RetailerCode>,
    pub(super) consent_date: Option<Timestamp>,
    pub(super) prev: Option<Seq>,
}

impl Row {
    /// `None` for a movement that sets no status.
    fn new(recorded: &Recorded, origin: Origin) -> Option<Self> {
        let movement = &recorded.movement;
        let Change::Consent(consent) = &movement.change else {
            return None;
        };
        Some(Self {
            transaction: recorded.transaction,
            seq: recorded.seq,
            recorded_at: movement.recorded_at,
            key: movement.key,
            origin,
            status: consent.status,
            source: consent.source,
            retailer: consent.retailer,
            consent_date: consent.consent_date,
            prev: movement.prev,
        })
    }

    fn second(&self) -> i64 {
        self.recorded_at.as_seconds()
    }
}

/// So that a heap of rows has the largest transaction id on top.
impl Ord for Row {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.transaction, self.seq).cmp(&(other.transaction, other.seq))
    }
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A day's rows, read from the ledger as they are asked for.
pub(super) struct Rows {
    ledger: Ledger,
    feeds: [Feed; 2],
    /// The rows of the current second that come next, the last one first.
    next: Vec<Row>,
    /// The last row handed out of a second of which more are to be read again.
    done: Option<Row>,
    held_max: usize,
}

impl Rows {
    pub(super) fn new(ledger: &Ledger, brand: BrandCode, span: Span) -> Self {
        Self {
            ledger: ledger.clone(),
            feeds: Origin::ALL.map(|origin| Feed::new(brand, origin, span)),
            next: Vec::new(),
            done: None,
            held_max: HELD_ROWS_MAX,
        }
    }

    /// The next row. May read the engine for some milliseconds; not for a thread that others wait
    /// for.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        if self.next.is_empty() {
            self.read_second()?;
        }
        Ok(self.next.pop())
    }

    /// Reads the rows of the earliest second that is not done, as many as may be held.
    fn read_second(&mut self) -> Result<()> {
        let mut second = None;
        for feed in &mut self.feeds {
            let first = feed.peek(&self.ledger)?.map(Row::second);
            second = second.into_iter().chain(first).min();
        }
        let Some(second) = second else {
            return Ok(());
        };
        let begin = self.feeds.each_ref().map(|feed| feed.after);
        let mut smallest = BinaryHeap::new();
        let mut more = false;
        for feed in &mut self.feeds {
            while let Some(row) = feed.next_of(&self.ledger, second)? {
                if self.done.is_some_and(|done| row <= done) {
                    continue;
                }
                smallest.push(row);
                if smallest.len() > self.held_max {
                    smallest.pop();
                    more = true;
                }
            }
        }
        self.done = None;
        if more {
            self.done = smallest.peek().copied();
            for (feed, after) in self.feeds.iter_mut().zip(begin) {
                feed.rewind(after);
            }
        }
        self.next = smallest.into_sorted_vec();
        self.next.reverse();
        Ok(())
    }
}

/// One side's movements, in the order of recording.
struct Feed {
    brand: BrandCode,
    origin: Origin,
    end: Seq,
    /// The last movement handed out, or the one before the first.
    after: Option<Seq>,
    page: VecDeque<Row>,
    /// The last movement read.
    read: Option<Seq>,
    ended: bool,
}

impl Feed {
    fn new(brand: BrandCode, origin: Origin, span: Span) -> Self {
        Self {
            brand,
            origin,
            end: span.end,
            after: span.before(),
            page: VecDeque::new(),
            read: span.before(),
            ended: span.is_empty(),
        }
    }

    fn peek(&mut self, ledger: &Ledger) -> Result<Option<&Row>> {
        while self.page.is_empty() && !self.ended {
            let page = ledger.feed(
                self.brand,
                self.origin,
                self.read,
                EVER,
                FOREVER,
                PAGE_MOVEMENTS,
            )?;
            let past = page
                .movements
                .last()
                .is_none_or(|last| last.seq >= self.end);
            self.ended = past || !page.more;
            self.read = page.movements.last().map(|last| last.seq).or(self.read);
            self.page = page
                .movements
                .iter()
                .take_while(|recorded| recorded.seq < self.end)
                .filter_map(|recorded| Row::new(recorded, self.origin))
                .collect();
        }
        Ok(self.page.front())
    }

    /// The next row, if it is of this second.
    fn next_of(&mut self, ledger: &Ledger, second: i64) -> Result<Option<Row>> {
        let next = self.peek(ledger)?.is_some_and(|row| row.second() == second);
        let row = if next { self.page.pop_front() } else { None };
        self.after = row.map(|row| row.seq).or(self.after);
        Ok(row)
    }

    /// Goes back to after a movement that it has handed out.
    fn rewind(&mut self, after: Option<Seq>) {
        self.after = after;
        self.read = after;
        self.page.clear();
        self.ended = false;
    }
}

#[cfg(test)]
mod tests;
