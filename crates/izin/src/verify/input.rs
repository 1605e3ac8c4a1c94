//! What is to be verified, recognised by what it holds.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use receipt::{DayDigest, DayProof, Document, Receipt, ReceiptError, STATE_BYTES_MAX, StateProof};

use crate::failure::{Exit, Failure};

/// Bytes of a daily file that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// The most files verified together.
const FILES_MAX: usize = 1000;

/// What the files are.
pub enum Input {
    /// Receipts and state proofs.
    Documents {
        /// In the order given.
        receipts: Vec<Receipt>,
        /// In the order given.
        states: Vec<StateProof>,
    },
    /// A daily file with its time stamp.
    Day(Box<DayProof>),
}

/// Reads the files.
pub fn read(paths: &[PathBuf]) -> Result<Input, Failure> {
    if paths.len() > FILES_MAX {
        return Err(Failure::new(
            Exit::File,
            format!("more than {FILES_MAX} files are given"),
            "verify them in several runs",
        ));
    }
    let mut receipts = Vec::new();
    let mut states = Vec::new();
    for (position, path) in paths.iter().enumerate() {
        match document(path)? {
            Some(Document::Receipt(receipt)) => receipts.push(*receipt),
            Some(Document::State(state)) => states.push(*state),
            None if position == 0 && paths.len() <= 2 => {
                let stamp = paths.get(1).cloned().unwrap_or_else(|| beside(path));
                return day(path, &stamp).map(|day| Input::Day(Box::new(day)));
            }
            None => {
                return Err(Failure::new(
                    Exit::File,
                    format!("{} is neither a receipt nor a state proof", path.display()),
                    "verify a daily file by itself, with its .tsr",
                ));
            }
        }
    }
    Ok(Input::Documents { receipts, states })
}

/// A receipt or a state proof; none: the file is something else.
fn document(path: &Path) -> Result<Option<Document>, Failure> {
    let limit = STATE_BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    open(path)?
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::unreadable(path, &error))?;
    match Document::parse(&bytes) {
        Ok(document) => Ok(Some(document)),
        // A daily file begins with a column's name, a document with a brace.
        Err(_) if !begins_with_brace(&bytes) => Ok(None),
        Err(error) => Err(broken(path, &error)),
    }
}

fn begins_with_brace(bytes: &[u8]) -> bool {
    domain::json::unmarked(bytes)
        .trim_ascii_start()
        .starts_with(b"{")
}

/// What cannot be read says nothing, neither for a movement nor against it.
fn broken(path: &Path, error: &ReceiptError) -> Failure {
    Failure::new(
        Exit::File,
        format!("{} proves nothing: {error}", path.display()),
        "get it again from whoever gave it, and change nothing in it",
    )
}

/// The time stamp's usual name: that of the file with `.tsr` after it.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tsr");
    name.into()
}

fn day(path: &Path, stamp: &Path) -> Result<DayProof, Failure> {
    let unreadable = |error| Failure::unreadable(path, &error);
    let mut file = open(path)?;
    let mut digest = DayDigest::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = file.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            break;
        }
        digest.update(&chunk[..count]);
    }
    let mut tsr = Vec::new();
    open(stamp)?
        .take(tsp::MAX_TOKEN_BYTES as u64 + 1)
        .read_to_end(&mut tsr)
        .map_err(|error| Failure::unreadable(stamp, &error))?;
    DayProof::new(digest.finish(), &tsr).map_err(|error| {
        Failure::new(
            Exit::File,
            format!("{} proves nothing: {error}", stamp.display()),
            "give the daily file, then the .tsr file that was downloaded with it",
        )
    })
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::unreadable(path, &error))
}
