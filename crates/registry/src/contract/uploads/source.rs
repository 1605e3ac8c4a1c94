//! The rows of an upload's file, read beside everything else: whoever takes them gets them group by group.

use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

use directory::upload::{UploadFormat, UploadRow};
use domain::draft::ConsentRequest;
use domain::rules::{self, Context};
use domain::{Policy, Timestamp};
use tables::layout::{Holds, RowReader, is_mark};
use tables::xlsx::Book;
use tables::{Layout, ReadError, Row, csv};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::told::{Told, told_of};
use super::{INPUT, blob};
use crate::blobs::{BlobError, ReadBlob};
use crate::{Contract, Registry};

/// How many rows are a group.
pub(super) const GROUP_ROWS: usize = 1_000;
/// How many groups are read ahead.
const GROUPS_AHEAD: usize = 4;
/// How much of a file is read at once, in bytes.
const BUFFER_BYTES: usize = 16 * 1024;

/// A row of the file.
pub(super) struct FileRow {
    /// Its place among the rows, from 0, the same whenever the file is read.
    pub(super) index: u32,
    /// As it stands there.
    pub(super) row: Row,
    /// Its consent, or what is wrong with it.
    pub(super) read: Result<ConsentRequest, Vec<Told>>,
    /// Whether it had been refused in an earlier file and comes back with the mark of that.
    pub(super) is_back: bool,
}

/// Why a file was read no further.
pub(super) enum Unread {
    /// Nobody wants its rows any more.
    Unwanted,
    /// It is refused, or damaged.
    Refused(&'static str),
    /// It cannot be read now.
    Failed(crate::Error),
}

/// The word for a file that is not as it came.
pub(super) const DAMAGED: &str = "DAMAGED";

impl From<ReadError> for Unread {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Refused(refusal) => Self::Refused(refusal.code()),
            ReadError::Io(error) if keys::sealed_blob::DamagedBlob::is_in(&error) => {
                Self::Refused(DAMAGED)
            }
            ReadError::Io(error) => Self::Failed(BlobError::Io(error).into()),
        }
    }
}

impl From<BlobError> for Unread {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Missing | BlobError::Damaged | BlobError::Length(_) => {
                Self::Refused(DAMAGED)
            }
            error => Self::Failed(error.into()),
        }
    }
}

/// Reads the rows of a file, each with whether it is the first of its sheet, until `each` wants no more.
pub(super) fn each_row(
    registry: &Registry,
    upload: &UploadRow,
    mut each: impl FnMut(bool, &Row) -> ControlFlow<()>,
) -> Result<(), Unread> {
    let length = upload.bytes.unwrap_or_default();
    let file = registry.blobs().open(blob(upload, INPUT), length)?;
    let file: BufReader<Box<dyn ReadBlob>> = BufReader::with_capacity(BUFFER_BYTES, file);
    let mut row = Row::default();
    if upload.format == Some(UploadFormat::Xlsx) {
        let mut book = Book::open(file)?;
        for place in 0..book.sheets().len() {
            let mut sheet = book.sheet(place)?;
            let mut is_first = true;
            while sheet.read(&mut row)? {
                if each(std::mem::replace(&mut is_first, false), &row).is_break() {
                    return Ok(());
                }
            }
        }
        return Ok(());
    }
    let mut reader = csv::Reader::open(file)?;
    let mut is_first = true;
    while reader.read(&mut row)? {
        if each(std::mem::replace(&mut is_first, false), &row).is_break() {
            break;
        }
    }
    Ok(())
}

/// The rows that are being read, and how the reading ends.
pub(super) struct Rows {
    groups: mpsc::Receiver<Vec<FileRow>>,
    reading: JoinHandle<Result<(), Unread>>,
}

/// How rows are judged before any record is looked at.
#[derive(Clone)]
pub(super) struct Judging {
    /// How the columns are read.
    pub(super) layout: Arc<Layout>,
    /// The brand's switches.
    pub(super) policy: Arc<Policy>,
    /// When they arrived.
    pub(super) arrived_at: Timestamp,
}

impl Contract<'_> {
    /// Begins to read the rows of an upload from one on.
    pub(super) fn upload_rows(self, upload: &UploadRow, judging: &Judging, from: u64) -> Rows {
        let (sender, groups) = mpsc::channel(GROUPS_AHEAD);
        let (registry, upload, judging) = (self.0.clone(), upload.clone(), judging.clone());
        let reading = tokio::task::spawn_blocking(move || {
            read_groups(&registry, &upload, &judging, from, &sender)
        });
        Rows { groups, reading }
    }
}

impl Rows {
    /// The next rows, at most so many groups at once; none at the end.
    pub(super) async fn next(&mut self, groups: usize) -> Option<Vec<FileRow>> {
        let mut rows = self.groups.recv().await?;
        for _ in 1..groups {
            match self.groups.try_recv() {
                Ok(more) => rows.extend(more),
                Err(_) => break,
            }
        }
        Some(rows)
    }

    /// How the reading has ended, once there are no more rows.
    pub(super) async fn end(self) -> Result<(), Unread> {
        drop(self.groups);
        match self.reading.await {
            Ok(end) => end,
            Err(error) => Err(Unread::Failed(crate::Error::Failed(Box::new(error)))),
        }
    }
}

fn read_groups(
    registry: &Registry,
    upload: &UploadRow,
    judging: &Judging,
    from: u64,
    sender: &mpsc::Sender<Vec<FileRow>>,
) -> Result<(), Unread> {
    let layout = &judging.layout;
    let mut reader = Reader::new(registry, judging)?;
    let mut group = Vec::with_capacity(GROUP_ROWS);
    let (mut index, mut is_begun, mut is_unwanted) = (0_u32, false, false);
    let end = each_row(registry, upload, |is_first, row| {
        let is_header = is_first && layout.has_header() && (!is_begun || layout.fits(row));
        is_begun = true;
        if is_header {
            return ControlFlow::Continue(());
        }
        if u64::from(index) >= from {
            group.push(reader.read(index, row));
        }
        index += 1;
        if group.len() == GROUP_ROWS {
            let full = std::mem::replace(&mut group, Vec::with_capacity(GROUP_ROWS));
            if sender.blocking_send(full).is_err() {
                is_unwanted = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    // Also where it is read no further: the rows before that have come well.
    if is_unwanted || (!group.is_empty() && sender.blocking_send(group).is_err()) {
        return Err(Unread::Unwanted);
    }
    end
}

/// Reads rows by a layout, and holds them against the rules that need no record.
pub(super) struct Reader<'a> {
    registry: &'a Registry,
    judging: &'a Judging,
    rows: RowReader<'a>,
    /// The column by which a row says that it was refused before.
    code: Option<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(registry: &'a Registry, judging: &'a Judging) -> Result<Self, Unread> {
        let layout = &judging.layout;
        // A layout with gaps is never confirmed.
        let rows = layout.reader().map_err(|_| Unread::Refused(DAMAGED))?;
        let is_code = |name: &str| {
            is_mark(name) && name.trim().eq_ignore_ascii_case(tables::layout::MARKS[1])
        };
        let mut columns = layout.columns().iter();
        let code =
            columns.position(|column| is_code(&column.name) && column.holds == Holds::Ignored);
        Ok(Self {
            registry,
            judging,
            rows,
            code,
        })
    }

    pub(super) fn read(&mut self, index: u32, row: &Row) -> FileRow {
        let context = Context {
            now: self.judging.arrived_at,
            calendar: self.registry.calendar(),
            policy: &self.judging.policy,
            used: 0,
        };
        let read = self.rows.read(row).map_err(|refused| {
            let mut told: Vec<Told> = refused
                .found
                .iter()
                .map(|found| Told {
                    code: found.finding.code().into(),
                    field: found.field.map(|field| field.as_wire().into()),
                })
                .collect();
            let misfit = domain::draft::Misfit {
                violations: Vec::new(),
                statement: refused.statement,
            };
            for violation in rules::check_misfit(misfit, &context) {
                told.push(told_of(&violation));
            }
            told
        });
        let is_back = self
            .code
            .is_some_and(|column| !row.cell(column).trim().is_empty());
        FileRow {
            index,
            row: row.clone(),
            read,
            is_back,
        }
    }
}
