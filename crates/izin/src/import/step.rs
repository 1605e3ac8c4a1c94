//! The steps of an import as they are asked of whoever has the data folder open.
//!
//! The file and its side file stay with whoever was given their names; their lines come here, a group at a time. Each
//! step stands for itself, so that it does not matter which connection it comes over.

use domain::BrandCode;
use ledger::GROUP_COMMANDS_MAX;
use registry::operator::import::{Entry, Fate, Import, Past, SaidAgain};
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;

use super::columns::Columns;
use super::line::Line;
use super::row::{self, Refusal};
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::parties::found;
use crate::timekeeping;

/// A step.
#[derive(Serialize, Deserialize)]
pub enum Step {
    /// Make sure that there is this brand.
    Brand(u32),
    /// Say how far it has come.
    Progress(Of),
    /// Record a group, of which an earlier run may have done something.
    Record(Group, Past),
    /// Say those refusals of a group again that stand before their approvals.
    SayAgain(Group),
    /// Note how many lines are done.
    Note(Of, u64),
    /// Note it for the last time.
    End(Of, u64),
}

impl Step {
    /// Which import it belongs to. `None`: it is asked before there is one.
    pub const fn of(&self) -> Option<Of> {
        match self {
            Self::Brand(_) => None,
            Self::Progress(of) | Self::Note(of, _) | Self::End(of, _) => Some(*of),
            Self::Record(group, _) | Self::SayAgain(group) => Some(group.of),
        }
    }
}

/// What a step says.
#[derive(Serialize, Deserialize)]
pub enum Stepped {
    /// It is done.
    Done,
    /// So many lines are done; `None`: it was never begun.
    Progress(Option<u64>),
    /// What became of each line, in order.
    Lines(Vec<LineFate>),
}

/// Which import it is: of a file with this SHA-256, for this brand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Of {
    pub brand: u32,
    pub file: [u8; 32],
}

/// Lines of the file.
#[derive(Serialize, Deserialize)]
pub struct Group {
    pub of: Of,
    pub columns: Columns,
    /// The number of the header's line.
    pub header: u64,
    pub lines: Vec<Line>,
}

/// What became of a line.
#[derive(Serialize, Deserialize)]
pub enum LineFate {
    /// It is recorded now.
    Recorded,
    /// It was recorded by an earlier run, by an equal line, or by somebody else.
    Already,
    /// It is refused, perhaps for coming before its approval.
    Refused { refusal: Refusal, is_early: bool },
    /// It is none that was to be said again.
    Untouched,
    /// It was to be said again, and an earlier run has done so.
    SaidBefore,
}

impl Stepped {
    /// How many lines are done.
    pub fn progress(self) -> Result<Option<u64>, Failure> {
        match self {
            Self::Progress(rows) => Ok(rows),
            _ => Err(Failure::unexpected()),
        }
    }

    /// What became of so many lines.
    pub fn lines(self, count: usize) -> Result<Vec<LineFate>, Failure> {
        match self {
            Self::Lines(fates) if fates.len() == count => Ok(fates),
            _ => Err(Failure::unexpected()),
        }
    }
}

impl Of {
    fn import(self) -> Import {
        Import::of(BrandCode(self.brand), &self.file)
    }
}

impl From<Fate> for LineFate {
    fn from(fate: Fate) -> Self {
        let is_early = fate.is_early();
        match fate {
            Fate::Recorded => Self::Recorded,
            Fate::Already => Self::Already,
            Fate::Refused(violations) => Self::Refused {
                refusal: Refusal::of(&violations),
                is_early,
            },
        }
    }
}

impl From<SaidAgain> for LineFate {
    fn from(said: SaidAgain) -> Self {
        match said {
            SaidAgain::Not => Self::Untouched,
            SaidAgain::Before => Self::SaidBefore,
            SaidAgain::Now(fate) => fate.into(),
        }
    }
}

/// Takes a step.
pub async fn take(data: &Data, step: Step) -> Result<Stepped, Failure> {
    let operator = data.registry.operator();
    match step {
        Step::Brand(code) => {
            let standing = data.registry.contract().standing(BrandCode(code)).await?;
            found(standing, "brand", code)?;
            Ok(Stepped::Done)
        }
        Step::Progress(of) => {
            let rows = operator.import_begun(of.import()).await?;
            Ok(Stepped::Progress(rows))
        }
        Step::Record(group, past) => {
            let (read, entries) = block_in_place(|| group.read())?;
            let fates = operator.import(group.of.import(), entries, past).await;
            let fates = fates.map_err(|error| refused(data, error))?;
            let unread = |refusal| LineFate::Refused {
                refusal,
                is_early: false,
            };
            together(read, fates, unread)
        }
        Step::SayAgain(group) => {
            let (read, entries) = block_in_place(|| group.read())?;
            let said = operator.say_again(group.of.import(), entries).await?;
            together(read, said, |_| LineFate::Untouched)
        }
        Step::Note(of, rows_done) | Step::End(of, rows_done) => {
            operator.note_import(of.import(), rows_done).await?;
            Ok(Stepped::Done)
        }
    }
}

impl Group {
    /// The consents among its lines, and for each line why it is none.
    fn read(&self) -> Result<(Vec<Option<Refusal>>, Vec<Entry>), Failure> {
        if self.lines.len() > GROUP_COMMANDS_MAX {
            let what = format!("a group has more than {GROUP_COMMANDS_MAX} lines");
            return Err(Failure::new(Exit::File, what, "use this server's own izin"));
        }
        let mut entries = Vec::with_capacity(self.lines.len());
        let mut refusals = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let index = self.index(line)?;
            let read = row::read(&self.columns, line);
            refusals.push(
                read.map(|request| entries.push(Entry { index, request }))
                    .err(),
            );
        }
        Ok((refusals, entries))
    }

    /// A line's place after the header, the same at every run.
    fn index(&self, line: &Line) -> Result<u32, Failure> {
        let first = self.header.checked_add(1);
        first
            .and_then(|first| line.number.checked_sub(first))
            .and_then(|index| u32::try_from(index).ok())
            .ok_or_else(|| Failure::new(Exit::File, "the file has too many lines", "split it"))
    }
}

/// What became of all lines: of those that were read, and of the others.
fn together<T: Into<LineFate>>(
    read: Vec<Option<Refusal>>,
    fates: Vec<T>,
    unread: impl Fn(Refusal) -> LineFate,
) -> Result<Stepped, Failure> {
    let mut fates = fates.into_iter();
    let lines = read.into_iter().map(|refusal| match refusal {
        Some(refusal) => Ok(unread(refusal)),
        None => fates.next().map(Into::into).ok_or_else(Failure::unexpected),
    });
    Ok(Stepped::Lines(lines.collect::<Result<_, _>>()?))
}

/// Why a group was not recorded.
fn refused(data: &Data, error: registry::Error) -> Failure {
    match error {
        // Nothing else makes it wait.
        registry::Error::Later(_) => timekeeping::not_believed(data.registry.clock_standing()),
        error => error.into(),
    }
}
