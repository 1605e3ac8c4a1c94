//! Measures izin beside what others would do with the same work, in one run on one machine.
//!
//! Run by `cargo xtask bench`. Every figure is printed with the one it is compared with, so that a
//! slow or busy machine changes both. Nothing here is a test: no figure fails anything.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

mod http;
mod ingest;
mod load;
mod peer;
mod postgres;
mod proof;
mod service;
mod sqlite;
mod stopwatch;
mod storage;
mod storm;
mod table;
mod uploads;
mod work;

use clap::Parser;

use crate::table::Table;

/// Measures izin beside its peers and prints a table.
#[derive(Parser)]
struct Options {
    /// How many movements to store, per round.
    #[arg(long, value_delimiter = ',', default_value = "1000000,10000000")]
    movements: Vec<u64>,
    /// How many movements the peers are given at most; they are slower, and slow down further as they grow.
    #[arg(long, default_value_t = 1_000_000)]
    peer_movements: u64,
    /// Measure the public log alone.
    #[arg(long)]
    proof: bool,
    /// Measure a storm of refusals alone.
    #[arg(long)]
    storm: bool,
    /// How many people refuse in it.
    #[arg(long, default_value_t = storm::PEOPLE)]
    people: u64,
    /// Measure files of consents alone.
    #[arg(long)]
    uploads: bool,
    /// How many rows they have.
    #[arg(long, default_value_t = uploads::ROWS)]
    rows: u64,
    /// Internal: measure one way to record this file's rows.
    #[arg(long, hide = true, requires = "file")]
    way: Option<uploads::Way>,
    /// Internal: the file.
    #[arg(long, hide = true)]
    file: Option<std::path::PathBuf>,
    /// Internal: open the ledger in this folder and print how long it took and what it holds.
    #[arg(long, hide = true)]
    probe: Option<std::path::PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    if let Some(folder) = options.probe {
        return storage::probe(&folder);
    }
    if let (Some(way), Some(file)) = (options.way, options.file) {
        return uploads::run(way, &file, options.rows);
    }
    let mut table = Table::default();
    if options.uploads {
        uploads::measure(&mut table, options.rows)?;
        table.print();
        return Ok(());
    }
    if options.storm {
        storm::measure(&mut table, options.people)?;
        table.print();
        return Ok(());
    }
    for movements in options.movements {
        if !options.proof {
            ingest::measure(&mut table, movements, options.peer_movements)?;
        }
        proof::measure(&mut table, movements)?;
    }
    if !options.proof {
        uploads::measure(&mut table, options.rows)?;
        storm::measure(&mut table, options.people)?;
    }
    table.print();
    Ok(())
}
