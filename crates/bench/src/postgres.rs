//! The same decided work on PostgreSQL 15 from Debian's packages, in a private cluster that is
//! started and stopped here: one transaction a batch, arrays in, synchronous commit.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls};

use crate::peer::{Decider, Stored, Written, key_bytes};
use crate::stopwatch::Stopwatch;
use crate::work;

/// Where Debian puts version 15's programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

/// The unprivileged user Debian's package makes; PostgreSQL refuses to run as root.
const USER: &str = "postgres";

const SCHEMA: &str = "
    CREATE TABLE movement (seq bigint PRIMARY KEY, txid bytea NOT NULL, body bytea NOT NULL);
    CREATE UNIQUE INDEX movement_txid ON movement (txid);
    CREATE TABLE state (key bytea PRIMARY KEY, seq bigint NOT NULL, status smallint NOT NULL,
                        consent_date bigint NOT NULL);
    CREATE TABLE feed (brand integer, origin smallint, seq bigint,
                       PRIMARY KEY (brand, origin, seq));
";

/// A running cluster; stopped when dropped.
pub struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    /// Makes and starts one below `folder`, installing PostgreSQL 15 if it is missing.
    pub fn start(folder: &Path) -> Result<Self> {
        if !Path::new(PROGRAMS).join("postgres").exists() {
            run(Command::new("apt-get").args(["install", "-y", "-q", "postgresql-15"]))
                .context("PostgreSQL 15 is not here and could not be installed")?;
        }
        let folder = folder.join("cluster");
        fs::create_dir_all(&folder)?;
        run(Command::new("chown").arg(USER).arg(&folder))?;
        let data = folder.join("data");
        run(as_user("initdb")
            .arg("-D")
            .arg(&data)
            .args(["-A", "trust", "-E", "UTF8"]))?;
        let settings = format!(
            "-k {} -c listen_addresses='' -c shared_buffers=1GB -c max_wal_size=8GB -c \
             checkpoint_timeout=30min",
            folder.display()
        );
        run(as_user("pg_ctl")
            .arg("-D")
            .arg(&data)
            .args(["-w", "-l"])
            .arg(folder.join("log"))
            .args(["-o", &settings, "start"]))?;
        Ok(Self { folder })
    }

    async fn connect(&self) -> Result<Client> {
        let address = format!("host={} user={USER} dbname=postgres", self.folder.display());
        let (client, connection) = tokio_postgres::connect(&address, NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Movements a second, in batches of `batch`.
    pub fn measure(&self, movements: u64, batch: u64) -> Result<f64> {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let mut client = self.connect().await?;
            let reset = "DROP TABLE IF EXISTS movement, state, feed;";
            client.batch_execute(&format!("{reset}{SCHEMA}")).await?;
            let mut decider = Decider::new();
            let watch = Stopwatch::start();
            let mut from = 0;
            while from < movements {
                one_batch(&mut client, &mut decider, from, batch).await?;
                from += batch;
            }
            Ok(watch.rate(from))
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stopped = run(as_user("pg_ctl")
            .arg("-D")
            .arg(data)
            .args(["-m", "immediate", "stop"]));
        if let Err(error) = stopped {
            eprintln!("PostgreSQL did not stop: {error:#}");
        }
    }
}

async fn one_batch(
    client: &mut Client,
    decider: &mut Decider,
    from: u64,
    batch: u64,
) -> Result<()> {
    let requests: Vec<_> = (from..from + batch).map(work::request).collect();
    let keys: Vec<_> = requests
        .iter()
        .map(|request| decider.key(request))
        .collect();
    let key_list: Vec<Vec<u8>> = keys.iter().map(|key| key_bytes(key).to_vec()).collect();
    let transaction = client.transaction().await?;
    let rows = transaction
        .query(
            "SELECT key, seq, status, consent_date FROM state WHERE key = ANY($1)",
            &[&key_list],
        )
        .await?;
    let mut states: HashMap<Vec<u8>, Stored> = rows
        .iter()
        .map(|row| {
            (
                row.get(0),
                Stored {
                    seq: row.get(1),
                    status: row.get(2),
                    consent_date: row.get(3),
                },
            )
        })
        .collect();
    let mut written = Vec::with_capacity(requests.len());
    for ((request, key), key_bytes) in requests.iter().zip(&keys).zip(key_list) {
        let stored = states.get(&key_bytes).copied();
        if let Some(movement) = decider.decide(key, request, stored) {
            let state = Stored {
                seq: movement.seq,
                status: movement.status,
                consent_date: movement.consent_date,
            };
            states.insert(key_bytes, state);
            written.push(movement);
        }
    }
    write(&transaction, &written).await?;
    transaction.commit().await?;
    Ok(())
}

async fn write(transaction: &tokio_postgres::Transaction<'_>, written: &[Written]) -> Result<()> {
    let seqs: Vec<i64> = written.iter().map(|row| row.seq).collect();
    let transactions: Vec<&[u8]> = written.iter().map(|row| &row.transaction[..]).collect();
    let bodies: Vec<&[u8]> = written.iter().map(|row| &row.body[..]).collect();
    let keys: Vec<&[u8]> = written.iter().map(|row| &row.key[..]).collect();
    let statuses: Vec<i16> = written.iter().map(|row| row.status).collect();
    let dates: Vec<i64> = written.iter().map(|row| row.consent_date).collect();
    let brand = i32::try_from(work::BRAND.0)?;
    // Sent together: the three statements travel without waiting for one another.
    let movement: [&(dyn ToSql + Sync); 3] = [&seqs, &transactions, &bodies];
    let state: [&(dyn ToSql + Sync); 4] = [&keys, &seqs, &statuses, &dates];
    let feed: [&(dyn ToSql + Sync); 2] = [&brand, &seqs];
    futures::future::try_join3(
        transaction.execute(
            "INSERT INTO movement SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])",
            &movement,
        ),
        transaction.execute(
            "INSERT INTO state SELECT DISTINCT ON (key) * FROM
               unnest($1::bytea[], $2::bigint[], $3::smallint[], $4::bigint[])
                 AS row (key, seq, status, consent_date)
               ORDER BY key, seq DESC
             ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, status = excluded.status,
                                             consent_date = excluded.consent_date",
            &state,
        ),
        transaction.execute(
            "INSERT INTO feed SELECT $1::integer, 1, seq FROM unnest($2::bigint[]) AS row (seq)",
            &feed,
        ),
    )
    .await?;
    Ok(())
}

fn as_user(program: &str) -> Command {
    let mut command = Command::new("runuser");
    command
        .args(["-u", USER, "--"])
        .arg(Path::new(PROGRAMS).join(program));
    command
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .current_dir("/")
        .status()?;
    ensure!(
        status.success(),
        "{} failed",
        command.get_program().display()
    );
    Ok(())
}
