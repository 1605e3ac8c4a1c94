//! The rows in which a file and a day differ, told one after the other.

use std::ops::ControlFlow;

use domain::{Channel, RecipientType, Source, Status, Timestamp, words};
use tables::layout::{Field, Stated};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::super::DailyReport;
use super::super::file::COLUMNS;
use super::given::each_row;
use super::join::{Facts, Fate};
use super::{Comparison, Work};
use crate::table::{TableForm, TableMaker};
use crate::{Error, Registry, Result};

/// How many differences are handed on at once, about.
const AT_ONCE: usize = 1_000;

words! {
    /// Which side has a row.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DifferenceKind: as_wire {
        /// The registry alone.
        OnlyHere = "onlyHere",
        /// The file alone.
        OnlyThere = "onlyThere",
        /// Both, and they differ.
        Different = "different",
        /// The file, and it cannot be read.
        Unreadable = "unreadable",
    }
}

/// How many fields a row of a file is told with.
const SAID: usize = 6;

/// A row in which a file and a day differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which side has it.
    pub kind: DifferenceKind,
    /// What differs: the contract's names of fields; of an unreadable row why it is.
    pub fields: Vec<&'static str>,
    /// The row's line in the file.
    pub line: Option<u64>,
    /// The day's row, its cells under [`COLUMNS`].
    pub here: Option<[String; COLUMNS.len()]>,
    /// What the file says: the same columns but the first two. An address that differs is not told again; the line has it.
    pub there: Option<[String; SAID]>,
}

/// The columns of a table of differences.
pub const DIFFERENCE_COLUMNS: [&str; 17] = [
    "difference",
    "fields",
    "line",
    COLUMNS[0],
    COLUMNS[1],
    COLUMNS[2],
    COLUMNS[3],
    COLUMNS[4],
    COLUMNS[5],
    COLUMNS[6],
    COLUMNS[7],
    "file_recipient",
    "file_recipientType",
    "file_type",
    "file_status",
    "file_consentDate",
    "file_source",
];

impl Difference {
    fn write(&self, table: &mut TableMaker) -> Result<()> {
        let fields = self.fields.join(" ");
        let line = self.line.map(|line| line.to_string()).unwrap_or_default();
        let mut cells = vec![self.kind.as_wire(), fields.as_str(), line.as_str()];
        match &self.here {
            Some(here) => cells.extend(here.iter().map(String::as_str)),
            None => cells.extend([""; COLUMNS.len()]),
        }
        match &self.there {
            Some(there) => cells.extend(there.iter().map(String::as_str)),
            None => cells.extend([""; SAID]),
        }
        table.write(&cells)
    }
}

/// Differences on their way to somebody.
pub struct Differences {
    registry: Registry,
    report: DailyReport,
    coming: mpsc::Receiver<Result<Vec<Difference>>>,
    /// The work behind them, until it is known how that has ended.
    work: Option<JoinHandle<()>>,
}

impl Comparison {
    /// The rows in which file and day differ: first the day's in the order of its file, then the file's in their own.
    /// `None`: the file is the day's, byte for byte.
    pub fn differences(self) -> Option<Differences> {
        let work = self.work?;
        let (registry, report) = (work.registry.clone(), work.report.clone());
        // Who reads slowly holds up one thread, of as many as comparisons there may be.
        let (send, coming) = mpsc::channel(1);
        let work = spawn_blocking(move || {
            if let Err(error) = work.run(&send) {
                // Who has gone needs to be told nothing.
                let _gone = send.blocking_send(Err(error));
            }
        });
        Some(Differences {
            registry,
            report,
            coming,
            work: Some(work),
        })
    }
}

impl Differences {
    /// The next ones, perhaps none of them; `None`: these were all. Refused once the caller may not see the day any more.
    pub async fn next(&mut self) -> Result<Option<Vec<Difference>>> {
        let contract = self.registry.contract();
        contract.require_report(&self.report).await?;
        if let Some(next) = self.coming.recv().await {
            return next.map(Some);
        }
        // Work that broke off has not told all.
        if let Some(work) = self.work.take() {
            work.await.map_err(|error| Error::Failed(error.into()))?;
        }
        Ok(None)
    }

    /// All of them as a table.
    pub fn table(self, form: TableForm) -> Result<DifferenceTable> {
        Ok(DifferenceTable {
            table: Some(TableMaker::new(form, &DIFFERENCE_COLUMNS)?),
            differences: Some(self),
        })
    }
}

/// A table of differences on its way to somebody.
pub struct DifferenceTable {
    table: Option<TableMaker>,
    differences: Option<Differences>,
}

impl DifferenceTable {
    /// One that has no rows.
    pub fn empty(form: TableForm) -> Result<Self> {
        Ok(Self {
            table: Some(TableMaker::new(form, &DIFFERENCE_COLUMNS)?),
            differences: None,
        })
    }

    /// The next piece; `None`: it has ended.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(table) = &mut self.table else {
            return Ok(None);
        };
        let next = match &mut self.differences {
            Some(differences) => differences.next().await?,
            None => None,
        };
        if let Some(next) = next {
            for difference in &next {
                difference.write(table)?;
            }
            return Ok(Some(table.take()));
        }
        self.table.take().map(TableMaker::finish).transpose()
    }
}

type Sender = mpsc::Sender<Result<Vec<Difference>>>;

impl Work {
    /// Tells the differences until nobody wants any more of them.
    fn run(mut self, send: &Sender) -> Result<()> {
        let _place = &self.place;
        let hand_on = |batch: &mut Vec<Difference>, most: usize| {
            batch.len() < most || send.blocking_send(Ok(std::mem::take(batch))).is_ok()
        };
        let mut batch = Vec::new();
        loop {
            let (shape, join) = (&self.shape, &mut self.join);
            let (_, last) = self.text.piece(|row, cells| {
                let (key, facts) = shape.here(row);
                let (kind, theirs) = match join.fate(key, facts) {
                    Fate::Alike => return Ok(()),
                    Fate::OnlyHere => (DifferenceKind::OnlyHere, None),
                    Fate::Different(theirs, line) => {
                        (DifferenceKind::Different, Some((theirs, line)))
                    }
                };
                batch.push(Difference {
                    kind,
                    fields: theirs.map_or_else(Vec::new, |(theirs, _)| differing(facts, theirs)),
                    line: theirs.map(|(_, line)| u64::from(line)),
                    here: Some(cells.map(str::to_owned)),
                    there: theirs.map(|(theirs, _)| {
                        let is_same = theirs.recipient == facts.recipient;
                        told(&theirs, if is_same { cells[2] } else { "" })
                    }),
                });
                Ok(())
            })?;
            if send.is_closed() || !hand_on(&mut batch, AT_ONCE) {
                return Ok(());
            }
            if last {
                break;
            }
        }
        let left = self.join.only_there();
        let mut left = left.iter().peekable();
        let read = each_row(&self.file, |_, ordinal, row, said| {
            if send.is_closed() {
                return ControlFlow::Break(());
            }
            let is_left = left.next_if_eq(&&ordinal).is_some();
            let difference = match said {
                Ok(stated) if is_left => {
                    (DifferenceKind::OnlyThere, vec![], Some(said_by(&stated)))
                }
                Ok(_) => return ControlFlow::Continue(()),
                Err(finding) => (DifferenceKind::Unreadable, vec![finding.code()], None),
            };
            let (kind, fields, there) = difference;
            batch.push(Difference {
                kind,
                fields,
                line: Some(row.line()),
                here: None,
                there,
            });
            if hand_on(&mut batch, AT_ONCE) {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        read.map_err(super::refused)?;
        // Who has gone needs nothing more.
        let _more = hand_on(&mut batch, 1);
        Ok(())
    }
}

/// The fields in which two rows of one movement differ.
fn differing(here: Facts, there: Facts) -> Vec<&'static str> {
    let [channel, recipient_type, status, source] =
        [0, 1, 2, 3].map(|word: usize| here.words[word] != there.words[word]);
    let all = [
        (Field::Recipient, here.recipient != there.recipient),
        (Field::RecipientType, recipient_type),
        (Field::Channel, channel),
        (Field::Status, status),
        (Field::ConsentDate, here.consent_date != there.consent_date),
        (Field::Source, source),
    ];
    let differing = all.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(field, _)| field.as_wire()).collect()
}

/// What the file says of a movement, from its numbers.
fn told(facts: &Facts, recipient: &str) -> [String; SAID] {
    let [channel, recipient_type, status, source] = facts.words;
    let date = facts.consent_date.map(Timestamp::from_seconds);
    cells(
        recipient.to_owned(),
        RecipientType::from_byte(recipient_type),
        Channel::from_byte(channel),
        Status::from_byte(status),
        date,
        Source::from_byte(source),
    )
}

/// What a row of the file says.
fn said_by(stated: &Stated) -> [String; SAID] {
    let recipient = stated.recipient.as_ref();
    cells(
        recipient.map(ToString::to_string).unwrap_or_default(),
        stated.recipient_type,
        stated.channel,
        stated.status,
        stated.consent_date.flatten(),
        stated.source.flatten(),
    )
}

fn cells(
    recipient: String,
    recipient_type: Option<RecipientType>,
    channel: Option<Channel>,
    status: Option<Status>,
    consent_date: Option<Timestamp>,
    source: Option<Source>,
) -> [String; SAID] {
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    [
        recipient,
        word(recipient_type.map(RecipientType::as_wire)),
        word(channel.map(Channel::as_wire)),
        word(status.map(Status::as_wire)),
        consent_date.map(Timestamp::to_wire).unwrap_or_default(),
        word(source.map(Source::as_wire)),
    ]
}
