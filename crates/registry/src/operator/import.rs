//! The import of a file of consents, a group at a time: each entry is recorded once, however often it is interrupted.
//!
//! Whoever reads the file submits a group, keeps what was refused of it, and only then notes it as done. After a crash
//! the group in hand is submitted again under the same identity, and what the ledger has of it already is recognised.

use std::sync::Arc;

use directory::import::ImportProgress;
use directory::{Entity, Error as DirectoryError};
use domain::draft::ConsentRequest;
use domain::policy::Repetition;
use domain::{BrandCode, ErrorCode, ItemId, Policy, RequestId, Status, Timestamp, Violation};
use ledger::{Action, Command, Outcome};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Operator;
use crate::earlier::{Earlier, Then};
use crate::{Error, Registry, Result};

/// The import of a file for a brand: the same file for another brand is another import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    brand: BrandCode,
    digest: [u8; 32],
}

/// A consent of the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the file, the same at every run.
    pub index: u32,
    /// What it says.
    pub request: ConsentRequest,
}

/// What an earlier run may have done of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Past {
    /// Nothing.
    None,
    /// It was cut off while it did it: what it refused stays refused.
    CutOff,
    /// Anything, and every entry is looked at again: what was refused may be right now.
    Known,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// This run has recorded it.
    Recorded,
    /// It was recorded by an earlier run, by an equal entry, or by somebody else.
    Already,
    /// It was refused.
    Refused(Vec<Violation>),
}

/// What became of an entry when the early refusals were said again.
#[derive(Clone, Debug, PartialEq)]
pub enum SaidAgain {
    /// It is no early refusal.
    Not,
    /// An earlier run had recorded it.
    Before,
    /// It was said again.
    Now(Fate),
}

impl Import {
    /// Of a file with this SHA-256.
    pub fn of(brand: BrandCode, file: &[u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"izin/import/v1");
        hasher.update(brand.0.to_be_bytes());
        hasher.update(file);
        let digest = hasher.finalize().into();
        Self { brand, digest }
    }

    /// The request of all its movements: the same at every run, so that none is recorded twice.
    fn id(&self) -> RequestId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.digest[..16]);
        RequestId(*uuid::Builder::from_custom_bytes(id).into_uuid().as_bytes())
    }
}

impl Fate {
    /// Whether a refusal was refused for coming before its approval: there was no record, or one that was refused
    /// already.
    pub fn is_early(&self) -> bool {
        matches!(self, Self::Refused(violations) if are_early(violations))
    }
}

impl From<Outcome> for Fate {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Recorded(_) => Self::Recorded,
            Outcome::AlreadyRecorded { .. } | Outcome::Unchanged => Self::Already,
            Outcome::Refused(violations) => Self::Refused(violations),
        }
    }
}

impl Operator<'_> {
    /// How many rows of the file are done; `None`: it was never begun.
    pub async fn import_begun(self, import: Import) -> super::Result<Option<u64>> {
        let progress = self.directory().import_of_file(import.digest).await?;
        Ok(progress.map(|progress| progress.rows_done))
    }

    /// Notes how many rows of the file are done.
    pub async fn note_import(self, import: Import, rows_done: u64) -> super::Result<()> {
        let progress = ImportProgress {
            id: import.id(),
            digest: import.digest,
            rows_done,
            updated_at: self.now(),
        };
        self.directory().set_import_progress(&progress).await
    }

    /// Records a group; one fate for each entry, in order. `Later`: there are approvals among it, and the clock is not
    /// believed; nothing was recorded.
    pub async fn import(
        self,
        import: Import,
        entries: Vec<Entry>,
        past: Past,
    ) -> Result<Vec<Fate>> {
        let run = self.run_of(import).await?;
        let turns = self.blocking(move |registry| {
            let turns = entries.into_iter();
            Ok(turns
                .map(|entry| run.judge(registry, entry, past))
                .collect())
        });
        self.decided(turns.await?, |fate| fate).await
    }

    /// Says those refusals of a group again that stand before their approvals in the file; one answer for each entry.
    ///
    /// In a file that is ordered newest first a refusal comes while there is no record yet: it is H175 (rule 18); or
    /// while an older refusal stands: it is H174 (rule 19). The approval further down is recorded then, and nothing
    /// would be left of the refusal that ended it. Which entries these are follows from the records' histories, so that
    /// no list of them is kept, and a run that is cut off here goes on wherever it was.
    pub async fn say_again(self, import: Import, entries: Vec<Entry>) -> Result<Vec<SaidAgain>> {
        let run = self.run_of(import).await?;
        let turns = self.blocking(move |registry| {
            let turns = entries.into_iter();
            turns
                .map(|entry| run.judge_again(registry, entry))
                .collect()
        });
        self.decided(turns.await?, SaidAgain::Now).await
    }

    async fn run_of(self, import: Import) -> Result<Run> {
        let standing = self.contract().standing(import.brand).await?;
        let standing = standing.ok_or(DirectoryError::NotFound(Entity::Brand))?;
        Ok(Run {
            import,
            policy: standing.policy(Repetition::AnswerFirst),
            received_at: self.now(),
        })
    }

    /// Has the ledger decide what is left to it.
    async fn decided<T>(self, turns: Vec<Turn<T>>, of: impl Fn(Fate) -> T) -> Result<Vec<T>> {
        let mut commands = Vec::with_capacity(turns.len());
        let decided: Vec<Option<T>> = turns
            .into_iter()
            .map(|turn| match turn {
                Turn::Over(decided) => Some(decided),
                Turn::Submit(command) => {
                    commands.push(*command);
                    None
                }
            })
            .collect();
        if commands.iter().any(is_approval) {
            self.require_right_clock()?;
        }
        let mut outcomes = self.ledger().submit(commands).await?.into_iter();
        let undecided = || Error::Failed("the ledger left an entry undecided".into());
        decided
            .into_iter()
            .map(|decided| match decided {
                Some(decided) => Ok(decided),
                None => outcomes
                    .next()
                    .map(|outcome| of(Fate::from(outcome)))
                    .ok_or_else(undecided),
            })
            .collect()
    }
}

/// A group's turn.
struct Run {
    import: Import,
    policy: Arc<Policy>,
    received_at: Timestamp,
}

/// What is to be done about an entry.
enum Turn<T> {
    /// Nothing: this became of it.
    Over(T),
    /// The ledger decides it.
    Submit(Box<Command>),
}

impl Run {
    fn judge(&self, registry: &Registry, entry: Entry, past: Past) -> Turn<Fate> {
        if past != Past::None {
            match self.earlier(registry, &entry) {
                Ok(Earlier::Recorded) => return Turn::Over(Fate::Already),
                Ok(Earlier::Refused(violations)) if past == Past::CutOff => {
                    return Turn::Over(Fate::Refused(violations));
                }
                // A ledger that cannot be read refuses the submission that follows.
                Ok(Earlier::Refused(_) | Earlier::Unknown) | Err(_) => {}
            }
        }
        self.submit(entry, past != Past::None)
    }

    fn judge_again(&self, registry: &Registry, entry: Entry) -> Result<Turn<SaidAgain>> {
        if entry.request.status != Status::Refusal {
            return Ok(Turn::Over(SaidAgain::Not));
        }
        Ok(match self.earlier(registry, &entry)? {
            // By a run that was cut off before it was kept that it is refused no more, perhaps.
            Earlier::Recorded => Turn::Over(SaidAgain::Before),
            Earlier::Refused(violations) if are_early(&violations) => self.submit(entry, true),
            Earlier::Refused(_) | Earlier::Unknown => Turn::Over(SaidAgain::Not),
        })
    }

    fn earlier(&self, registry: &Registry, entry: &Entry) -> Result<Earlier> {
        let then = Then {
            ledger: registry.ledger(),
            brand: self.import.brand,
            policy: &self.policy,
            calendar: registry.calendar(),
            now: self.received_at,
        };
        Ok(then.outcome(self.item(entry.index), &entry.request)?)
    }

    fn item(&self, index: u32) -> ItemId {
        ItemId {
            request: self.import.id(),
            index,
        }
    }

    fn submit<T>(&self, entry: Entry, retried: bool) -> Turn<T> {
        Turn::Submit(Box::new(Command {
            brand: self.import.brand,
            item: self.item(entry.index),
            action: Action::Consent(entry.request),
            received_at: self.received_at,
            policy: Arc::clone(&self.policy),
            retried,
        }))
    }
}

fn are_early(violations: &[Violation]) -> bool {
    let is_early = |one: &Violation| matches!(one.code, ErrorCode::H174 | ErrorCode::H175);
    violations.iter().any(is_early)
}

fn is_approval(command: &Command) -> bool {
    matches!(&command.action, Action::Consent(request) if request.status == Status::Approval)
}
