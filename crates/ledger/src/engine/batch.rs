//! What is to be written together, apart from any open database: a database that has failed to write it is
//! closed, and the next one is given the same.

use fjall::{PersistMode, Slice};

use super::Engine;

/// A keyspace that is written by batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Log,
    Addresses,
    Meta,
}

/// Rows to be written and removed, all or none.
#[derive(Default)]
pub(crate) struct Batch(Vec<Row>);

struct Row {
    table: Table,
    key: Slice,
    /// `None`: the row is removed.
    value: Option<Slice>,
}

impl Batch {
    /// Adds a row.
    pub(crate) fn insert(&mut self, table: Table, key: impl Into<Slice>, value: impl Into<Slice>) {
        self.put(table, key.into(), Some(value.into()));
    }

    /// Adds that there is no such row any more.
    pub(crate) fn remove(&mut self, table: Table, key: impl Into<Slice>) {
        self.put(table, key.into(), None);
    }

    fn put(&mut self, table: Table, key: Slice, value: Option<Slice>) {
        self.0.push(Row { table, key, value });
    }

    /// Adds a log row of records.
    pub(crate) fn put_log_row(&mut self, first: u64, log_row: &[u8]) {
        self.insert(Table::Log, first.to_be_bytes(), log_row);
    }

    /// Adds the sealed addresses that records of a log row have brought.
    pub(crate) fn put_addresses(&mut self, first: u64, addresses: &[u8]) {
        self.insert(Table::Addresses, first.to_be_bytes(), addresses);
    }

    /// Adds that no record of a log row has an address beside it any more.
    pub(crate) fn remove_addresses(&mut self, first: u64) {
        self.remove(Table::Addresses, first.to_be_bytes());
    }
}

impl Engine {
    /// Writes a batch; on disk when it returns. After an error nobody knows whether it is, and the database
    /// takes no more writes until it is opened anew.
    pub(crate) fn commit(&self, batch: &Batch) -> Result<(), fjall::Error> {
        let mut rows = self.db.batch().durability(Some(PersistMode::SyncData));
        for row in &batch.0 {
            let table = match row.table {
                Table::Log => &self.log,
                Table::Addresses => &self.addresses,
                Table::Meta => &self.meta,
            };
            match &row.value {
                Some(value) => rows.insert(table, row.key.clone(), value.clone()),
                None => rows.remove(table, row.key.clone()),
            }
        }
        rows.commit()
    }
}
