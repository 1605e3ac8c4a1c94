//! Feeds and names: rows without a value, compared as sets.

use domain::movement::Recorded;
use domain::{BrandCode, Seq, TransactionId};
use fjall::Keyspace;
use sha2::{Digest as _, Sha256};

use super::check::{Check, Store};
use super::finding::{Fault, Finding, Table};
use crate::log::Log as _;
use crate::record::Stored;
use crate::{LedgerError, row};

/// What the log says the rows are.
#[derive(Default)]
pub(super) struct Expected {
    feeds: Sum,
    names: Sum,
}

impl Expected {
    /// Adds a movement's rows.
    pub(super) fn add(&mut self, recorded: &Recorded) {
        if let Some(key) = Rows::Feed.key(recorded) {
            self.feeds.add(&key);
        }
        if let Some(key) = Rows::Names.key(recorded) {
            self.names.add(&key);
        }
    }
}

/// A set of rows in 16 bytes: the sum of their hashes. Two sets that differ by chance or by damage
/// have the same sum once in 2¹²⁸; it is no defence against who can choose the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    hashes: u128,
    rows: u64,
}

impl Sum {
    fn add(&mut self, key: &[u8]) {
        let digest = Sha256::digest(key);
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        self.hashes = self.hashes.wrapping_add(u128::from_be_bytes(hash));
        self.rows += 1;
    }
}

/// Which of the two.
#[derive(Clone, Copy)]
enum Rows {
    Feed,
    Names,
}

impl Rows {
    fn table(self) -> Table {
        match self {
            Self::Feed => Table::Feed,
            Self::Names => Table::Names,
        }
    }

    fn keyspace(self, store: &Store) -> &Keyspace {
        match self {
            Self::Feed => &store.engine.feed,
            Self::Names => &store.engine.transactions,
        }
    }

    /// The movement's row, if it has one.
    fn key(self, recorded: &Recorded) -> Option<Vec<u8>> {
        match self {
            Self::Feed => {
                let (brand, origin) = row::feed_of(recorded)?;
                Some(row::feed_key(brand, origin, recorded.seq.0).to_vec())
            }
            Self::Names => {
                let mut key = Vec::new();
                let prefix = row::transaction_prefix(&recorded.transaction);
                row::encode_transaction(&mut key, prefix, recorded.seq.0);
                Some(key)
            }
        }
    }

    /// The position that a row names. `None`: it is no row of this kind.
    fn seq(self, key: &[u8]) -> Option<u64> {
        match self {
            Self::Feed => row::seq_at_end(key).filter(|_| key.len() == row::FEED_LEN),
            Self::Names => row::transaction_seq(key),
        }
    }

    fn finding(
        self,
        key: &[u8],
        seq: u64,
        transaction: Option<TransactionId>,
        fault: Fault,
    ) -> Finding {
        match self {
            Self::Feed => {
                let brand = key.first_chunk::<4>().copied().unwrap_or_default();
                let brand = BrandCode(u32::from_be_bytes(brand));
                Finding::Feed { brand, seq, fault }
            }
            Self::Names => Finding::Name {
                seq,
                transaction,
                fault,
            },
        }
    }
}

impl Check<'_> {
    /// Compares feeds and names with what the log says.
    pub(super) fn rows(&mut self, expected: &Expected) -> Result<(), LedgerError> {
        self.compare(Rows::Feed, &expected.feeds)?;
        self.compare(Rows::Names, &expected.names)
    }

    fn compare(&mut self, rows: Rows, expected: &Sum) -> Result<(), LedgerError> {
        let Self { store, teller, .. } = self;
        let mut sum = Sum::default();
        for row in rows.keyspace(store).iter() {
            let key = match row.key() {
                Ok(key) => key,
                Err(error) => {
                    teller.tell(Finding::Unreadable {
                        table: Some(rows.table()),
                        why: error.to_string(),
                    });
                    return Ok(());
                }
            };
            match rows.seq(&key) {
                Some(seq) if seq < store.indexed => sum.add(&key),
                // An indexing that was interrupted before its cursor moved.
                Some(seq) if seq < store.end => {}
                _ => teller.tell(Finding::StrangeRow {
                    table: rows.table(),
                    key: key.to_vec(),
                }),
            }
        }
        if sum == *expected {
            return Ok(());
        }
        self.name_missing(rows)?;
        self.name_unfounded(rows)
    }

    fn name_missing(&mut self, rows: Rows) -> Result<(), LedgerError> {
        let Self { store, teller, .. } = self;
        let mut failed = None;
        store.kept(|record| {
            let recorded = &record.recorded;
            let Some(key) = rows
                .key(recorded)
                .filter(|_| recorded.seq.0 < store.indexed)
            else {
                return;
            };
            match rows.keyspace(store).contains_key(&key) {
                Ok(true) => {}
                Ok(false) => {
                    let name = Some(recorded.transaction);
                    teller.tell(rows.finding(&key, recorded.seq.0, name, Fault::Missing));
                }
                Err(error) => failed = Some(error),
            }
        });
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    fn name_unfounded(&mut self, rows: Rows) -> Result<(), LedgerError> {
        let Self { store, teller, .. } = self;
        for row in rows.keyspace(store).iter() {
            let key = row.key()?;
            let Some(seq) = rows.seq(&key).filter(|seq| *seq < store.indexed) else {
                continue;
            };
            let founded = match store.engine.stored(Seq(seq)) {
                Ok(Stored::Kept(record)) => rows.key(&record.recorded).as_deref() == Some(&*key),
                Ok(Stored::Erased(_)) => false,
                // That the record cannot be read has been told.
                Err(_) => continue,
            };
            if !founded {
                teller.tell(rows.finding(&key, seq, None, Fault::Unfounded));
            }
        }
        Ok(())
    }
}
