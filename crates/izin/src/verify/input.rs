//! What is to be verified, recognised by what it holds.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use receipt::{
    DayDigest, DayProof, Document, ListReceipt, Receipt, ReceiptError, STATE_BYTES_MAX, StateProof,
    VerifiedConsent,
};
use sha2::{Digest as _, Sha256};

use crate::failure::{Exit, Failure};

/// Bytes of a daily file that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// The most files verified together.
const FILES_MAX: usize = 1000;

/// What the files are.
pub enum Input {
    /// Receipts, state proofs and records of verified consents.
    Documents {
        /// In the order given.
        receipts: Vec<Receipt>,
        /// In the order given.
        states: Vec<StateProof>,
        /// In the order given.
        consents: Vec<VerifiedConsent>,
    },
    /// A daily file with its time stamp.
    Day(Box<DayProof>),
    /// The receipt of a list that was checked.
    List {
        /// The receipt.
        receipt: Box<ListReceipt>,
        /// SHA-256 of the files given beside it.
        files: Vec<[u8; 32]>,
    },
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
    let mut consents = Vec::new();
    for (position, path) in paths.iter().enumerate() {
        match document(path)? {
            Some(Document::Receipt(receipt)) => receipts.push(*receipt),
            Some(Document::State(state)) => states.push(*state),
            Some(Document::VerifiedConsent(consent)) => consents.push(*consent),
            Some(Document::List(receipt)) if position == 0 => {
                let files: Result<_, _> = paths[1..].iter().map(|path| digest(path)).collect();
                let files = files?;
                return Ok(Input::List { receipt, files });
            }
            Some(Document::List(_)) => {
                return Err(Failure::new(
                    Exit::File,
                    format!("{} is the receipt of a list", path.display()),
                    "give it first, then the list and its answer",
                ));
            }
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
    Ok(Input::Documents {
        receipts,
        states,
        consents,
    })
}

/// A document of ours; none: the file is something else.
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

/// The SHA-256 of a file.
fn digest(path: &Path) -> Result<[u8; 32], Failure> {
    let mut file = open(path)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = file
            .read(&mut chunk)
            .map_err(|error| Failure::unreadable(path, &error))?;
        if count == 0 {
            return Ok(digest.finalize().into());
        }
        digest.update(&chunk[..count]);
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::unreadable(path, &error))
}
