//! Files of consents: from the last byte that came to the last row that is recorded, beside the same rows in batches.
//!
//! Each way is measured in a process of its own, so that its memory is its own as well.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use domain::Status;
use registry::contract::uploads::{LayoutChoice, UploadDraft, UploadState};
use rusqlite::Connection;
use tables::export::{BookStream, Rows};

use crate::service::Service;
use crate::stopwatch::Stopwatch;
use crate::storage::{as_figure, peak_mebibytes};
use crate::table::{Table, number};
use crate::{http, ingest, work};

/// How many rows there are unless somebody says otherwise.
pub const ROWS: u64 = 1_000_000;
/// The most rows of a sheet beneath its header.
const SHEET_ROWS_MAX: u64 = 1_048_575;
/// How often each way is measured; the middle one counts.
const TIMES: usize = 3;
/// How much is handed on at once, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// The names of the columns.
const HEADER: [&str; 6] = [
    "type",
    "source",
    "recipient",
    "status",
    "consentDate",
    "recipientType",
];

/// How rows get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// Through the ledger, in batches of 1,000, two under way.
    Ledger,
    /// As a file of CSV.
    Csv,
    /// As a book with one sheet.
    Xlsx,
    /// Through the contract's batch endpoint.
    Batches,
    /// Into one table of SQLite, as its `.import` does.
    Sqlite,
}

/// What a way took.
#[derive(Clone, Copy)]
struct Figures {
    /// Rows a second.
    rate: f64,
    /// The most memory the process held, in MiB.
    memory: f64,
}

/// Measures each way with so many rows.
pub fn measure(table: &mut Table, rows: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("rows.csv");
    write_csv(&csv, rows)?;
    let book = folder.path().join("rows.xlsx");
    let sheet_rows = rows.min(SHEET_ROWS_MAX);
    write_book(&book, sheet_rows)?;
    let named = |rows: u64| number(as_figure(rows));
    let ledger = probe(Way::Ledger, &csv, rows)?;
    let sqlite = probe(Way::Sqlite, &csv, rows)?;
    let batches = probe(Way::Batches, &csv, rows)?;
    let from_csv = probe(Way::Csv, &csv, rows)?;
    let from_book = probe(Way::Xlsx, &book, sheet_rows)?;
    let beside_ledger = "the ledger alone, 1000 a batch";
    let what = format!("a CSV file of {} rows, recorded", named(rows));
    table.beside(what, from_csv.rate, "rows/s", beside_ledger, ledger.rate);
    table.beside(
        "the same",
        from_csv.rate,
        "rows/s",
        "SQLite, imported into one table",
        sqlite.rate,
    );
    let what = format!("a book of {} rows, recorded", named(sheet_rows));
    table.beside(what, from_book.rate, "rows/s", beside_ledger, ledger.rate);
    let what = "the batch endpoint, the same rows recorded".to_owned();
    table.beside(what, batches.rate, "rows/s", beside_ledger, ledger.rate);
    for (what, figures) in [
        ("most memory, the CSV file", from_csv),
        ("most memory, the book", from_book),
    ] {
        table.beside(
            what,
            figures.memory,
            "MiB",
            "the batch endpoint",
            batches.memory,
        );
    }
    Ok(())
}

/// Has a way measured in processes of its own; the middle one counts.
fn probe(way: Way, file: &Path, rows: u64) -> Result<Figures> {
    let mut figures = Vec::new();
    for _ in 0..TIMES {
        figures.push(probe_once(way, file, rows)?);
    }
    figures.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    Ok(figures.swap_remove(figures.len() / 2))
}

fn probe_once(way: Way, file: &Path, rows: u64) -> Result<Figures> {
    let name = way.to_possible_value().context("a name")?;
    let output = Command::new(std::env::current_exe()?)
        .args(["--rows", &rows.to_string()])
        .args(["--way", name.get_name(), "--file"])
        .arg(file)
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{} failed: {told}",
        name.get_name()
    );
    let text = String::from_utf8(output.stdout)?;
    let (rate, memory) = text.trim().split_once(' ').context("two figures")?;
    Ok(Figures {
        rate: rate.parse()?,
        memory: memory.parse()?,
    })
}

/// Measures one way in this process, and prints rows a second and MiB.
pub fn run(way: Way, file: &Path, rows: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let rate = match way {
        Way::Ledger => ingest::batches(folder.path(), rows, 1_000)?,
        Way::Sqlite => import(folder.path(), file, rows)?,
        Way::Batches => tokio::runtime::Runtime::new()?.block_on(async {
            let service = Service::start(folder.path()).await?;
            http::recorded_batches(&service, rows).await
        })?,
        Way::Csv | Way::Xlsx => {
            tokio::runtime::Runtime::new()?.block_on(upload(folder.path(), file, rows))?
        }
    };
    println!("{rate} {}", peak_mebibytes()?);
    Ok(())
}

/// Rows a second, from the last byte that came to the last row that is recorded.
async fn upload(folder: &Path, file: &Path, rows: u64) -> Result<f64> {
    let service = Service::start(folder).await?;
    let contract = service.registry.contract();
    let caller = contract
        .caller_of(&service.token, [127, 0, 0, 1].into())
        .await?;
    let scope = contract.brand_of(&caller, work::BRAND).await?;
    let mut file = File::open(file)?;
    let draft = UploadDraft {
        name: Some("rows".to_owned()),
        bytes: Some(file.metadata()?.len()),
    };
    let id = contract.begin_upload(&scope, draft).await?;
    let mut receiving = contract.receive_upload(&scope, id, (0, None)).await?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        receiving.take(&piece[..length]).await?;
    }
    receiving.end().await?;
    let watch = Stopwatch::start();
    let preview = contract.preview_upload(&scope, id).await?;
    let choice = LayoutChoice {
        layout: Some(preview.layout),
        ..LayoutChoice::default()
    };
    contract.confirm_upload(&scope, id, choice).await?;
    contract.work_uploads_once().await?;
    let rate = watch.rate(rows);
    let upload = contract.upload(&scope, id).await?;
    ensure!(
        upload.state == UploadState::Done && upload.counts.recorded == rows,
        "{:?} of {rows} rows, {:?}",
        upload.counts,
        upload.failure
    );
    service.ledger.close()?;
    Ok(rate)
}

/// Rows a second that SQLite takes into one table of texts: one statement, one transaction.
fn import(folder: &Path, file: &Path, rows: u64) -> Result<f64> {
    let mut connection = Connection::open(folder.join("import.sqlite"))?;
    let columns = HEADER.join(" TEXT, ");
    connection.execute_batch(&format!("CREATE TABLE rows ({columns} TEXT)"))?;
    let watch = Stopwatch::start();
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for line in BufReader::new(File::open(file)?).lines().skip(1) {
            insert.execute(rusqlite::params_from_iter(line?.split(',')))?;
        }
    }
    transaction.commit()?;
    let rate = watch.rate(rows);
    let there: i64 = connection.query_row("SELECT COUNT(*) FROM rows", [], |row| row.get(0))?;
    ensure!(u64::try_from(there)? == rows, "{there} rows were imported");
    Ok(rate)
}

fn write_csv(path: &PathBuf, rows: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", HEADER.join(","))?;
    for position in 0..rows {
        writeln!(file, "{}", cells(position).join(","))?;
    }
    file.flush()?;
    Ok(())
}

fn write_book(path: &PathBuf, rows: u64) -> Result<()> {
    let file = BufWriter::new(File::create(path)?);
    let mut book = BookStream::new(file, &HEADER)?;
    for position in 0..rows {
        book.write(&cells(position).each_ref().map(String::as_str))?;
    }
    book.finish()?.flush()?;
    Ok(())
}

/// The cells of the request at a position.
fn cells(position: u64) -> [String; 6] {
    let request = work::request(position);
    let status = match request.status {
        Status::Approval => "ONAY",
        Status::Refusal => "RET",
    };
    [
        "MESAJ".to_owned(),
        "HS_WEB".to_owned(),
        request.address.to_string(),
        status.to_owned(),
        request
            .consent_date
            .map(domain::Timestamp::to_wire)
            .unwrap_or_default(),
        "BIREYSEL".to_owned(),
    ]
}
