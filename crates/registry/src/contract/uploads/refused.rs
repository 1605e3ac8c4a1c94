//! The refused rows of an upload: kept sealed as they came, and written as a table of the file's own columns with what was
//! wrong and what to do about it.

use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write};

use bytes::Bytes;

use directory::upload::{UploadRow, UploadState};
use domain::{ErrorCode, Language, RequestId};
use serde::{Deserialize, Serialize};
use tables::csv::Separator;
use tables::export::{BookStream, Reason, RefusedRows, Rows, SpreadsheetCsv, header};
use tables::layout::Holds;
use tables::{Layout, Row};
use tokio::sync::mpsc;

use super::told::{REPEATED, Told};
use super::{UploadError, UploadResult, refused_blob};
use crate::blobs::ReadBlob;
use crate::shares::Place;
use crate::table::TableForm;
use crate::{BrandScope, Contract, Error, Party};

/// A refused row as it is kept: JSON, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RefusedRow {
    /// Its place among the rows of the file.
    #[serde(rename = "i")]
    pub(super) index: u32,
    /// Its line.
    #[serde(rename = "l")]
    pub(super) line: u64,
    /// Why it was refused.
    #[serde(rename = "t")]
    pub(super) told: Vec<Told>,
    /// Its cells.
    #[serde(rename = "r")]
    pub(super) cells: Vec<String>,
}

impl RefusedRow {
    /// Adds the row to what is to be written.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        // Texts and numbers; writing them into memory cannot fail.
        let _written = serde_json::to_writer(&mut *to, self);
        to.push(b'\n');
    }

    /// The row.
    pub(super) fn row(&self) -> Row {
        Row::of(self.line, self.cells.iter().map(String::as_str))
    }
}

/// Reads refused rows as they are kept, in their order.
pub(super) struct Kept {
    file: BufReader<Box<dyn ReadBlob>>,
    line: Vec<u8>,
    /// How many bytes are read.
    at: u64,
}

impl Kept {
    pub(super) fn new(file: Box<dyn ReadBlob>) -> Self {
        Self {
            file: BufReader::new(file),
            line: Vec::new(),
            at: 0,
        }
    }

    /// The next one.
    pub(super) fn next(&mut self) -> io::Result<Option<RefusedRow>> {
        self.line.clear();
        let read = self.file.read_until(b'\n', &mut self.line)?;
        self.at += read as u64;
        if read == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&self.line)?))
    }

    /// Goes on behind so many bytes, where a row begins.
    fn seek(&mut self, at: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.at = at;
        Ok(())
    }
}

/// The refused rows of an upload, to be written.
pub struct RefusedFile {
    layout: Layout,
    form: TableForm,
    /// `None`: there are none.
    rows: Option<Kept>,
    /// Given back when it has been sent.
    _place: Place<Party>,
}

impl Contract<'_> {
    /// The refused rows of an upload that is over, for whoever has begun it. `H124`: too many files are being sent; `H127`:
    /// there are more than a book can have.
    pub async fn refused_rows(
        self,
        scope: &BrandScope,
        id: RequestId,
        form: TableForm,
    ) -> UploadResult<RefusedFile> {
        let upload = self.own_upload(scope, id).await?;
        let is_over = matches!(
            upload.state,
            UploadState::Done | UploadState::Failed | UploadState::Cancelled
        );
        let layout = self.upload_layout(&upload).filter(|_| is_over);
        let layout = layout.ok_or(UploadError::State)?;
        form.require_room(upload.work.counts.refused)?;
        let place = self.limits().files.try_take(scope.party());
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        let (file, length) = (refused_blob(&upload), upload.work.refused_bytes);
        let rows = if length == 0 {
            None
        } else {
            let open = self.on_files(move |registry| registry.blobs().open(file, length));
            Some(Kept::new(open.await?))
        };
        Ok(RefusedFile {
            layout,
            form,
            rows,
            _place: place,
        })
    }

    /// How an upload's columns are read, if somebody has said so.
    pub(super) fn upload_layout(self, upload: &UploadRow) -> Option<Layout> {
        let sealed = upload.sealed_layout.as_deref()?;
        let json = self.unseal(super::preview::LAYOUT_CONTEXT, &upload.id.0, sealed)?;
        Layout::parse(std::str::from_utf8(&json).ok()?).ok()
    }
}

/// How much is handed on at once, in bytes.
const PIECE_BYTES: usize = 64 * 1024;
/// How many pieces wait for who does not read.
const PIECES_WAITING: usize = 4;

impl RefusedFile {
    /// What it is written as.
    pub const fn form(&self) -> TableForm {
        self.form
    }

    /// The file in pieces, made while they are taken; see [`Self::write`]. One that cannot be made to its end breaks off with
    /// an error.
    pub fn pieces(
        self,
        said: impl Fn(&str, Option<&str>) -> (String, String) + Send + 'static,
    ) -> mpsc::Receiver<io::Result<Bytes>> {
        let (sender, pieces) = mpsc::channel(PIECES_WAITING);
        tokio::task::spawn_blocking(move || {
            let mut to = Pieces {
                sender,
                piece: Vec::new(),
            };
            if let Err(error) = self.write(said, &mut to) {
                tracing::warn!(%error, "refused rows could not be sent to their end");
                // Whoever reads them is told, if there is somebody.
                let _told = to.sender.blocking_send(Err(error));
            }
        });
        pieces
    }

    /// Writes the file. `said` tells in words what a code means for the column of this name, and what to do about it. Blocks.
    ///
    /// # Errors
    /// When it cannot be written, or what is kept cannot be read.
    pub fn write(
        self,
        said: impl Fn(&str, Option<&str>) -> (String, String),
        to: impl Write,
    ) -> io::Result<()> {
        let header = header(&self.layout);
        match self.form {
            TableForm::Csv(language) => {
                let mut file = SpreadsheetCsv::new(to, Separator::of_language(language))?;
                file.write(&header)?;
                write_rows(self.rows, &self.layout, said, file)?.finish()?
            }
            TableForm::Book => {
                let file = BookStream::new(to, &header)?;
                write_rows(self.rows, &self.layout, said, file)?.finish()?
            }
        }
        .flush()
    }

    /// A part of the rows as CSV, for whoever asks for one after the other: about so many bytes of it, and where the next part
    /// begins. `from`: 0, or what the part before has said. Blocks.
    ///
    /// # Errors
    /// When what is kept cannot be read.
    pub fn part(
        self,
        language: Language,
        said: impl Fn(&str, Option<&str>) -> (String, String),
        (from, bytes): (u64, usize),
    ) -> io::Result<(Vec<u8>, Option<u64>)> {
        let layout = &self.layout;
        let separator = Separator::of_language(language);
        let mut part = Vec::new();
        let file = if from == 0 {
            let mut file = SpreadsheetCsv::new(&mut part, separator)?;
            file.write(&header(layout))?;
            file
        } else {
            SpreadsheetCsv::further(&mut part, separator)
        };
        let mut refused = RefusedRows::new(file, layout);
        let Some(mut rows) = self.rows else {
            refused.into_inner().finish()?;
            return Ok((part, None));
        };
        rows.seek(from)?;
        let mut next = None;
        while let Some(row) = rows.next()? {
            write_row(&row, layout, &said, &mut refused)?;
            // What is kept of a row is about as long as what is said of it.
            if rows.at - from >= bytes as u64 {
                next = Some(rows.at);
                break;
            }
        }
        refused.into_inner().finish()?;
        Ok((part, next))
    }
}

/// Writes all rows that were kept.
fn write_rows<R: Rows>(
    mut rows: Option<Kept>,
    layout: &Layout,
    said: impl Fn(&str, Option<&str>) -> (String, String),
    to: R,
) -> io::Result<R> {
    let mut refused = RefusedRows::new(to, layout);
    while let Some(rows) = &mut rows
        && let Some(row) = rows.next()?
    {
        write_row(&row, layout, &said, &mut refused)?;
    }
    Ok(refused.into_inner())
}

/// Writes a row that was kept, and why it was refused.
fn write_row(
    row: &RefusedRow,
    layout: &Layout,
    said: impl Fn(&str, Option<&str>) -> (String, String),
    refused: &mut RefusedRows<impl Rows>,
) -> io::Result<()> {
    // It says what is recorded already.
    if row.told.iter().any(|told| told.code == REPEATED) {
        return Ok(());
    }
    let codes: Vec<&str> = row.told.iter().map(|told| told.code.as_ref()).collect();
    let mut faults = Vec::new();
    let mut advice = Vec::new();
    for told in &row.told {
        let column = told.field.as_deref().map(|field| column_of(layout, field));
        let (fault, remedy) = said(&told.code, column);
        faults.push(fault);
        if !advice.contains(&remedy) {
            advice.push(remedy);
        }
    }
    let reason = Reason {
        code: &codes.join(" "),
        fault: &faults.join(" "),
        advice: &advice.join(" "),
    };
    refused.write(&row.row(), reason)
}

/// Hands on what is written, piece by piece.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let sent = self.sender.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// The file's own name for the column of a field.
fn column_of<'a>(layout: &'a Layout, field: &'a str) -> &'a str {
    let holds = |holds: Holds| matches!(holds, Holds::Field(of) if of.as_wire() == field);
    let mut columns = layout.columns().iter();
    let column = columns.find(|column| holds(column.holds) && !column.name.is_empty());
    column.map_or(field, |column| &column.name)
}
