//! The refusals that stand before their approvals in the file, said again when all of it is recorded.
//!
//! In a file that is ordered newest first a refusal comes while there is no record yet: it is H175
//! (rule 18); or while an older refusal stands: it is H174 (rule 19). The approval further down is recorded then, and nothing would be left of the refusal
//! that ended it. Which lines these are follows from the records' histories, so that no list of them
//! is kept, and a run that is cut off here goes on wherever it was.

use domain::{Status, Timestamp};
use indicatif::ProgressBar;
use ledger::{Command, GROUP_COMMANDS_MAX, Outcome};

use super::{Import, is_early};
use crate::failure::Failure;
use crate::import::earlier::Earlier;
use crate::import::file::Lines;
use crate::import::line::Line;
use crate::import::rejects::Revision;
use crate::import::row::{self, Refusal};
use crate::parties::now;

/// A refusal of the file.
struct Refused {
    line: u64,
    /// What says it again; none: it is recorded.
    again: Option<Command>,
}

impl Import<'_> {
    /// Goes through the file, from its first line, and says the early refusals again; those that are
    /// recorded now leave the side file.
    pub(super) async fn say_again(
        &mut self,
        lines: &mut Lines<'_>,
        bar: &ProgressBar,
    ) -> Result<(), Failure> {
        let mut revision = self.rejects.revise()?;
        let mut group = Vec::new();
        while let Some(line) = lines.next()? {
            bar.inc(line.bytes);
            if line.number > self.header {
                group.extend(self.refusal(&line, now())?);
            }
            if group.len() == GROUP_COMMANDS_MAX {
                self.settle(std::mem::take(&mut group), &mut revision)
                    .await?;
            }
        }
        self.settle(group, &mut revision).await?;
        (self.rejects, self.summary.refused) = revision.finish()?;
        Ok(())
    }

    /// The line as a refusal that is recorded or came too early; none: it is something else.
    fn refusal(&self, line: &Line, received_at: Timestamp) -> Result<Option<Refused>, Failure> {
        let Ok(request) = row::read(&self.columns, line) else {
            return Ok(None);
        };
        if request.status != Status::Refusal {
            return Ok(None);
        }
        let item = self.item(line)?;
        let again = match self.then(received_at).outcome(item, &request)? {
            // By a run that was cut off before the side file said so, perhaps.
            Earlier::Recorded => None,
            Earlier::Refused(violations) if violations.iter().any(is_early) => {
                Some(self.command(item, request, received_at, true))
            }
            Earlier::Refused(_) | Earlier::Unknown => return Ok(None),
        };
        let line = line.number;
        Ok(Some(Refused { line, again }))
    }

    async fn settle(
        &mut self,
        group: Vec<Refused>,
        revision: &mut Revision,
    ) -> Result<(), Failure> {
        let mut commands = Vec::new();
        let mut lines = Vec::with_capacity(group.len());
        for refused in group {
            lines.push((refused.line, refused.again.is_some()));
            commands.extend(refused.again);
        }
        let mut outcomes = self.data.ledger.submit(commands).await?.into_iter();
        for (line, is_said_again) in lines {
            let outcome = if is_said_again { outcomes.next() } else { None };
            let refusal = match outcome {
                None => None,
                Some(Outcome::Recorded(_)) => {
                    self.summary.recorded += 1;
                    None
                }
                Some(Outcome::AlreadyRecorded { .. } | Outcome::Unchanged) => {
                    self.summary.already += 1;
                    None
                }
                Some(Outcome::Refused(violations)) => Some(Refusal::of(&violations)),
            };
            revision.settle(line, refusal.as_ref())?;
        }
        Ok(())
    }
}
