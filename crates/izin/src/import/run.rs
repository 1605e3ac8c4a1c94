//! Group by group through the file, then once more for the refusals that came too early.

mod refusals;

use std::path::Path;
use std::sync::Arc;

use directory::import::ImportProgress;
use domain::draft::ConsentRequest;
use domain::policy::Repetition;
use domain::{BrandCode, ErrorCode, ItemId, Policy, RequestId, Status, Timestamp, Violation};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Action, Command, GROUP_COMMANDS_MAX, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Args;
use super::columns::{Columns, declared_delimiter, is_blank};
use super::earlier::{Earlier, Then};
use super::file::{Lines, Source};
use super::line::Line;
use super::rejects::{Rejects, require_harmless};
use super::row::{self, Refusal};
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::parties::{found, now};
use crate::timekeeping;

/// What became of the lines.
#[derive(Default)]
pub struct Summary {
    /// Done by an earlier run.
    earlier: u64,
    /// By this run.
    recorded: u64,
    /// By an earlier run, by an equal line, or by somebody else.
    already: u64,
    /// Lines in the side file, those of an earlier run included.
    pub refused: u64,
}

impl Summary {
    /// For people and scripts.
    pub fn to_json(&self, rejects: &Path) -> Value {
        let mut answer = json!({
            "recorded": self.recorded,
            "alreadyRecorded": self.already,
            "refused": self.refused,
            "doneEarlier": self.earlier,
        });
        if self.refused > 0 {
            answer["rejects"] = rejects.display().to_string().into();
        }
        answer
    }
}

/// An import under way.
struct Import<'a> {
    data: &'a Data,
    policy: Arc<Policy>,
    brand: BrandCode,
    id: RequestId,
    digest: [u8; 32],
    columns: Columns,
    rejects: Rejects,
    /// The number of the header's line.
    header: u64,
    rows_done: u64,
    /// Whether a refusal may have stood before its approval.
    has_early: bool,
    summary: Summary,
}

/// What is to be done about a line.
enum Judgement {
    Submit(Box<Command>),
    Already,
    Refuse(Refusal),
}

/// What an earlier run may have done of a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Past {
    /// Nothing.
    None,
    /// It was cut off while it did it: what it refused stays refused.
    CutOff,
    /// Anything, and every line is looked at again: what was refused may be right now.
    Known,
}

/// Imports the file.
pub async fn import(data: &Data, args: &Args, rejects: &Path) -> Result<Summary, Failure> {
    let brand = BrandCode(args.brand);
    let standing = data.registry.standing(brand).await?;
    let policy = found(standing, "brand", args.brand)?.policy(Repetition::AnswerFirst);
    let mut source = Source::open(&args.file)?;
    let survey = source.survey()?;
    let digest = digest(&survey.digest, brand);
    let progress = data.directory.import_of_file(digest).await?;
    let rows_done = progress
        .filter(|_| !args.again)
        .map_or(0, |progress| progress.rows_done);
    let known = if progress.is_some() {
        Past::Known
    } else {
        Past::None
    };

    let mut lines = source.lines(survey.encoding)?;
    let (columns, header) = header(&mut lines, &args.file)?;
    require_harmless(rejects, &args.file, &args.place.folder()?)?;
    let bar = bar(survey.bytes, args.place.json);
    let mut passed_over = 0;
    while passed_over < rows_done
        && let Some(line) = lines.next()?
    {
        bar.inc(line.bytes);
        passed_over += 1;
    }
    let is_complete = rows_done > passed_over;
    let (rejects, kept) = Rejects::open(rejects, header + passed_over + 1)?;
    let mut import = Import {
        data,
        policy,
        brand,
        id: request_id(digest),
        digest,
        columns,
        rejects,
        header,
        rows_done: passed_over,
        // What an earlier run has met nobody knows.
        has_early: rows_done > 0,
        summary: Summary {
            earlier: passed_over,
            refused: kept,
            ..Summary::default()
        },
    };
    if is_complete {
        bar.finish_and_clear();
        return Ok(import.summary);
    }
    import.take_all(&mut lines, known, args.again, &bar).await?;
    drop(lines);
    if import.has_early {
        bar.reset();
        import
            .say_again(&mut source.lines(survey.encoding)?, &bar)
            .await?;
    }
    // One more than there are lines: the early refusals are done, too.
    import.rows_done += 1;
    import.store_progress().await?;
    bar.finish_and_clear();
    Ok(import.summary)
}

/// Reads up to the header; the layout, and the header's line number.
fn header(lines: &mut Lines<'_>, path: &Path) -> Result<(Columns, u64), Failure> {
    let mut declared = None;
    while let Some(line) = lines.next()? {
        if let Some(flaw) = line.flaw {
            return Err(Failure::new(
                Exit::File,
                format!(
                    "line {} of {} {}",
                    line.number,
                    path.display(),
                    flaw.english()
                ),
                "save it as CSV in UTF-8, with the names of the columns in its first line",
            ));
        }
        if declared.is_none() {
            declared = declared_delimiter(&line.text);
            if declared.is_some() {
                continue;
            }
        }
        if !is_blank(&line.text) {
            return Ok((Columns::of_header(&line.text, declared)?, line.number));
        }
    }
    Err(Failure::new(
        Exit::File,
        format!("{} is empty", path.display()),
        "write the names of the columns into its first line, and a consent into each that follows",
    ))
}

impl Import<'_> {
    /// Takes the lines that are left, group by group.
    async fn take_all(
        &mut self,
        lines: &mut Lines<'_>,
        known: Past,
        again: bool,
        bar: &ProgressBar,
    ) -> Result<(), Failure> {
        let mut past = match known {
            Past::Known if !again => Past::CutOff,
            known => known,
        };
        self.store_progress().await?;
        loop {
            let mut group = Vec::with_capacity(GROUP_COMMANDS_MAX);
            while group.len() < GROUP_COMMANDS_MAX
                && let Some(line) = lines.next()?
            {
                bar.inc(line.bytes);
                group.push(line);
            }
            if group.is_empty() {
                return Ok(());
            }
            self.take(group, past).await?;
            past = known;
        }
    }

    /// Records a group, then its refused lines, then that it is done.
    async fn take(&mut self, group: Vec<Line>, past: Past) -> Result<(), Failure> {
        let received_at = now();
        let mut refusals: Vec<Option<Refusal>> = Vec::with_capacity(group.len());
        let mut commands = Vec::with_capacity(group.len());
        for line in &group {
            let item = self.item(line)?;
            let mut refusal = None;
            if line.flaw.is_some() || !is_blank(&line.text) {
                match self.judge(line, item, received_at, past) {
                    Judgement::Submit(command) => commands.push((refusals.len(), *command)),
                    Judgement::Already => self.summary.already += 1,
                    Judgement::Refuse(reason) => refusal = Some(reason),
                }
            }
            refusals.push(refusal);
        }
        let (places, commands): (Vec<usize>, Vec<Command>) = commands.into_iter().unzip();
        if commands.iter().any(is_approval) {
            timekeeping::require_right_clock(self.data)?;
        }
        let outcomes = self.data.ledger.submit(commands).await?;
        for (place, outcome) in places.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Recorded(_) => self.summary.recorded += 1,
                Outcome::AlreadyRecorded { .. } | Outcome::Unchanged => self.summary.already += 1,
                Outcome::Refused(violations) => {
                    self.has_early |= violations.iter().any(is_early);
                    refusals[place] = Some(Refusal::of(&violations));
                }
            }
        }
        for (line, refusal) in group.iter().zip(&refusals) {
            if let Some(refusal) = refusal {
                self.rejects.add(line.number, refusal, &line.text)?;
                self.summary.refused += 1;
            }
        }
        self.rejects.sync()?;
        self.rows_done += u64::try_from(group.len()).unwrap_or_default();
        self.store_progress().await
    }

    fn judge(&self, line: &Line, item: ItemId, received_at: Timestamp, past: Past) -> Judgement {
        let request = match row::read(&self.columns, line) {
            Ok(request) => request,
            Err(refusal) => return Judgement::Refuse(refusal),
        };
        if past != Past::None {
            match self.then(received_at).outcome(item, &request) {
                Ok(Earlier::Recorded) => return Judgement::Already,
                Ok(Earlier::Refused(violations)) if past == Past::CutOff => {
                    return Judgement::Refuse(Refusal::of(&violations));
                }
                // A ledger that cannot be read refuses the submission that follows.
                Ok(Earlier::Refused(_) | Earlier::Unknown) | Err(_) => {}
            }
        }
        Judgement::Submit(Box::new(self.command(
            item,
            request,
            received_at,
            past != Past::None,
        )))
    }

    /// The item that a line is: by its place after the header, the same at every run.
    fn item(&self, line: &Line) -> Result<ItemId, Failure> {
        let index = u32::try_from(line.number - self.header - 1)
            .map_err(|_| Failure::new(Exit::File, "the file has too many lines", "split it"))?;
        Ok(ItemId {
            request: self.id,
            index,
        })
    }

    fn then(&self, now: Timestamp) -> Then<'_> {
        Then {
            ledger: &self.data.ledger,
            brand: self.brand,
            policy: &self.policy,
            calendar: &self.data.calendar,
            now,
        }
    }

    fn command(
        &self,
        item: ItemId,
        request: ConsentRequest,
        received_at: Timestamp,
        retried: bool,
    ) -> Command {
        Command {
            brand: self.brand,
            action: Action::Consent(request),
            received_at,
            item,
            policy: Arc::clone(&self.policy),
            retried,
        }
    }

    async fn store_progress(&self) -> Result<(), Failure> {
        let progress = ImportProgress {
            id: self.id,
            digest: self.digest,
            rows_done: self.rows_done,
            updated_at: now(),
        };
        Ok(self.data.directory.set_import_progress(&progress).await?)
    }
}

/// Whether a refusal was refused for coming before its approval: there was no record, or one that was refused
/// already.
fn is_early(violation: &Violation) -> bool {
    matches!(violation.code, ErrorCode::H174 | ErrorCode::H175)
}

fn is_approval(command: &Command) -> bool {
    matches!(&command.action, Action::Consent(request) if request.status == Status::Approval)
}

/// The file for this brand: the same file for another brand is another import.
fn digest(file: &[u8; 32], brand: BrandCode) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"izin/import/v1");
    hasher.update(brand.0.to_be_bytes());
    hasher.update(file);
    hasher.finalize().into()
}

/// The request of all its movements: the same at every run, so that none is recorded twice.
fn request_id(digest: [u8; 32]) -> RequestId {
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    RequestId(*uuid::Builder::from_custom_bytes(id).into_uuid().as_bytes())
}

/// Shows itself on a terminal alone.
fn bar(bytes: u64, quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    let style = ProgressStyle::with_template(
        "importing {bar:40} {bytes}/{total_bytes} ({bytes_per_sec}, {eta} left)",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
