//! Group by group through the file.

use std::path::Path;
use std::sync::Arc;

use directory::import::ImportProgress;
use domain::draft::ConsentRequest;
use domain::policy::Repetition;
use domain::{BrandCode, ItemId, Policy, RequestId, Status};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Action, Command, GROUP_COMMANDS_MAX, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Args;
use super::columns::Columns;
use super::earlier::Then;
use super::file::{Line, Lines, survey};
use super::rejects::Rejects;
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
    recorded: u64,
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
    rows_done: u64,
    summary: Summary,
}

/// Imports the file.
pub async fn import(data: &Data, args: &Args, rejects: &Path) -> Result<Summary, Failure> {
    let brand = BrandCode(args.brand);
    let standing = data.registry.standing(brand).await?;
    let policy = found(standing, "brand", args.brand)?.policy(Repetition::AnswerFirst);
    let survey = survey(&args.file)?;
    let digest = digest(&survey.digest, brand);
    let progress = data.directory.import_of_file(digest).await?;
    let rows_done = progress
        .filter(|_| !args.again)
        .map_or(0, |progress| progress.rows_done);

    let mut lines = Lines::open(&args.file)?.decoding(survey.encoding);
    let header = lines.next()?.and_then(|line| line.text);
    let columns = Columns::of_header(header.as_deref().unwrap_or_default())?;
    let bar = bar(survey.bytes, args.place.json);
    for _ in 0..rows_done {
        if let Some(line) = lines.next()? {
            bar.inc(line.bytes);
        }
    }
    let (rejects, kept) = Rejects::open(rejects, rows_done + 2)?;
    let mut import = Import {
        data,
        policy,
        brand,
        id: request_id(digest),
        digest,
        columns,
        rejects,
        rows_done,
        summary: Summary {
            earlier: rows_done,
            refused: kept,
            ..Summary::default()
        },
    };
    // Of an earlier run nothing but its last group can be recorded without being counted as done.
    let mut retried = true;
    import.store_progress().await?;
    loop {
        let mut group = Vec::with_capacity(GROUP_COMMANDS_MAX);
        while group.len() < GROUP_COMMANDS_MAX
            && let Some(line) = lines.next()?
        {
            bar.inc(line.bytes);
            group.push(line);
        }
        if group.is_empty() {
            bar.finish_and_clear();
            return Ok(import.summary);
        }
        import.take(group, retried).await?;
        retried = args.again;
    }
}

impl Import<'_> {
    /// Records a group, then its refused lines, then that it is done.
    async fn take(&mut self, group: Vec<Line>, retried: bool) -> Result<(), Failure> {
        let received_at = now();
        let mut refusals: Vec<Option<Refusal>> = Vec::with_capacity(group.len());
        let mut commands = Vec::with_capacity(group.len());
        for (line, row) in group.iter().zip(self.rows_done..) {
            let index = u32::try_from(row)
                .map_err(|_| Failure::new(Exit::File, "the file has too many lines", "split it"))?;
            let item = ItemId {
                request: self.id,
                index,
            };
            let is_blank = line
                .text
                .as_deref()
                .is_some_and(|text| text.trim().is_empty());
            if is_blank {
                refusals.push(None);
                continue;
            }
            let read = row::read(&self.columns, line.text.as_deref());
            match read.and_then(|request| self.judge(item, request, retried)) {
                Ok(request) => {
                    refusals.push(None);
                    commands.push((
                        refusals.len() - 1,
                        self.command(item, request, received_at, retried),
                    ));
                }
                Err(refusal) => refusals.push(Some(refusal)),
            }
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
                Outcome::Refused(violations) => refusals[place] = Some(Refusal::of(&violations)),
            }
        }
        for (line, refusal) in group.iter().zip(&refusals) {
            if let Some(refusal) = refusal {
                let original = line.text.as_deref().unwrap_or_default();
                self.rejects.add(line.number, refusal, original)?;
                self.summary.refused += 1;
            }
        }
        self.rejects.sync()?;
        self.rows_done += u64::try_from(group.len()).unwrap_or_default();
        self.store_progress().await
    }

    /// Keeps a line out that an earlier run has refused.
    fn judge(
        &self,
        item: ItemId,
        request: ConsentRequest,
        retried: bool,
    ) -> Result<ConsentRequest, Refusal> {
        if !retried {
            return Ok(request);
        }
        let then = Then {
            ledger: &self.data.ledger,
            brand: self.brand,
            policy: &self.policy,
            calendar: &self.data.calendar,
            now: now(),
        };
        match then.refusal(item, &request) {
            Ok(Some(violations)) => Err(Refusal::of(&violations)),
            // A ledger that cannot be read refuses the submission that follows.
            Ok(None) | Err(_) => Ok(request),
        }
    }

    fn command(
        &self,
        item: ItemId,
        request: ConsentRequest,
        received_at: domain::Timestamp,
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
