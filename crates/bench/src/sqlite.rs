//! The same decided work on SQLite: WAL, synchronous FULL, one transaction a batch, prepared
//! statements.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension, params};

use crate::peer::{Decider, Stored, key_bytes};
use crate::stopwatch::Stopwatch;
use crate::work;

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -262144;
    CREATE TABLE movement (seq INTEGER PRIMARY KEY, txid BLOB NOT NULL, body BLOB NOT NULL);
    CREATE UNIQUE INDEX movement_txid ON movement (txid);
    CREATE TABLE state (key BLOB PRIMARY KEY, seq INTEGER NOT NULL, status INTEGER NOT NULL,
                        consent_date INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE feed (brand INTEGER, origin INTEGER, seq INTEGER,
                       PRIMARY KEY (brand, origin, seq)) WITHOUT ROWID;
";

/// Movements a second, in batches of `batch`.
pub fn measure(folder: &Path, movements: u64, batch: u64) -> Result<f64> {
    let mut connection = Connection::open(folder.join(format!("peer-{batch}.sqlite")))?;
    connection.execute_batch(SCHEMA)?;
    let mut decider = Decider::new();
    let watch = Stopwatch::start();
    let mut from = 0;
    while from < movements {
        one_batch(&mut connection, &mut decider, from, batch)?;
        from += batch;
    }
    Ok(watch.rate(from))
}

fn one_batch(
    connection: &mut Connection,
    decider: &mut Decider,
    from: u64,
    batch: u64,
) -> Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut read = transaction
            .prepare_cached("SELECT seq, status, consent_date FROM state WHERE key = ?1")?;
        let mut movement = transaction
            .prepare_cached("INSERT INTO movement (seq, txid, body) VALUES (?1, ?2, ?3)")?;
        let mut state = transaction.prepare_cached(
            "INSERT INTO state (key, seq, status, consent_date) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, status = excluded.status,
                                             consent_date = excluded.consent_date",
        )?;
        let mut feed = transaction
            .prepare_cached("INSERT INTO feed (brand, origin, seq) VALUES (?1, 1, ?2)")?;
        for position in from..from + batch {
            let request = work::request(position);
            let key = decider.key(&request);
            let stored = read
                .query_row([key_bytes(&key)], |row| {
                    Ok(Stored {
                        seq: row.get(0)?,
                        status: row.get(1)?,
                        consent_date: row.get(2)?,
                    })
                })
                .optional()?;
            let Some(written) = decider.decide(&key, &request, stored) else {
                continue;
            };
            movement.execute(params![written.seq, written.transaction, written.body])?;
            state.execute(params![
                written.key,
                written.seq,
                written.status,
                written.consent_date
            ])?;
            feed.execute(params![work::BRAND.0, written.seq])?;
        }
    }
    transaction.commit()?;
    Ok(())
}
