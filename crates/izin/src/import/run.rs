//! Group by group through the file, then once more for the refusals that came too early.

use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::GROUP_COMMANDS_MAX;
use registry::operator::import::Past;
use serde_json::{Value, json};

use super::Args;
use super::columns::{Columns, declared_delimiter, is_blank};
use super::file::{Lines, Source};
use super::line::Line;
use super::rejects::{Rejects, require_harmless};
use super::step::{Group, LineFate, Of, Step};
use crate::failure::{Exit, Failure};
use crate::keeper::Keeper;

/// How much text a group has at most, in bytes, past one line.
const GROUP_BYTES_MAX: usize = 1024 * 1024;

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
    keeper: &'a Keeper,
    of: Of,
    columns: Columns,
    rejects: Rejects,
    /// The number of the header's line.
    header: u64,
    rows_done: u64,
    /// Whether a refusal may have stood before its approval.
    has_early: bool,
    summary: Summary,
}

/// Imports the file.
pub async fn import(keeper: &Keeper, args: &Args, rejects: &Path) -> Result<Summary, Failure> {
    keeper.import(Step::Brand(args.brand)).await?;
    let mut source = Source::open(&args.file)?;
    let survey = source.survey()?;
    let of = Of {
        brand: args.brand,
        file: survey.digest,
    };
    let progress = keeper.import(Step::Progress(of)).await?.progress()?;
    let rows_done = progress.filter(|_| !args.again).unwrap_or_default();
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
        keeper,
        of,
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
    let end = Step::End(import.of, import.rows_done + 1);
    import.keeper.import(end).await?;
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
        self.store_progress().await?;
        let mut taken = 0;
        loop {
            let group = gathered(lines, bar)?;
            if group.is_empty() {
                return Ok(());
            }
            // As many as the group may have had in which an earlier run was cut off.
            let may_be_cut_off = known == Past::Known && !again && taken < GROUP_COMMANDS_MAX;
            taken += group.len();
            let past = if may_be_cut_off { Past::CutOff } else { known };
            self.take(group, past).await?;
        }
    }

    /// Records a group, then its refused lines, then that it is done.
    async fn take(&mut self, lines: Vec<Line>, past: Past) -> Result<(), Failure> {
        let count = u64::try_from(lines.len()).unwrap_or_default();
        let (lines, sent) = self.group(lines);
        let fates = self.keeper.import(Step::Record(sent, past)).await?;
        for (line, fate) in lines.iter().zip(fates.lines(lines.len())?) {
            match fate {
                LineFate::Recorded => self.summary.recorded += 1,
                LineFate::Already => self.summary.already += 1,
                LineFate::Refused { refusal, is_early } => {
                    self.has_early |= is_early;
                    self.rejects.add(line.number, &refusal, &line.text)?;
                    self.summary.refused += 1;
                }
                LineFate::Untouched | LineFate::SaidBefore => return Err(Failure::unexpected()),
            }
        }
        self.rejects.sync()?;
        self.rows_done += count;
        self.store_progress().await
    }

    /// Goes through the file, from its first line, and has the refusals said again that stood before their approvals;
    /// those that are recorded now leave the side file.
    async fn say_again(&mut self, lines: &mut Lines<'_>, bar: &ProgressBar) -> Result<(), Failure> {
        let mut revision = self.rejects.revise()?;
        loop {
            let mut group = gathered(lines, bar)?;
            if group.is_empty() {
                break;
            }
            group.retain(|line| line.number > self.header);
            let (lines, sent) = self.group(group);
            let fates = self.keeper.import(Step::SayAgain(sent)).await?;
            for (line, fate) in lines.iter().zip(fates.lines(lines.len())?) {
                let refusal = match fate {
                    LineFate::Untouched => continue,
                    LineFate::SaidBefore => None,
                    LineFate::Recorded => {
                        self.summary.recorded += 1;
                        None
                    }
                    LineFate::Already => {
                        self.summary.already += 1;
                        None
                    }
                    LineFate::Refused { refusal, .. } => Some(refusal),
                };
                revision.settle(line.number, refusal.as_ref())?;
            }
        }
        (self.rejects, self.summary.refused) = revision.finish()?;
        Ok(())
    }

    /// Those of the lines that say something, and the same to be sent.
    fn group(&self, mut lines: Vec<Line>) -> (Vec<Line>, Group) {
        lines.retain(|line| line.flaw.is_some() || !is_blank(&line.text));
        let sent = Group {
            of: self.of,
            columns: self.columns.clone(),
            header: self.header,
            lines: lines.clone(),
        };
        (lines, sent)
    }

    async fn store_progress(&self) -> Result<(), Failure> {
        let note = Step::Note(self.of, self.rows_done);
        self.keeper.import(note).await.map(drop)
    }
}

/// The next lines; none at the end.
fn gathered(lines: &mut Lines<'_>, bar: &ProgressBar) -> Result<Vec<Line>, Failure> {
    let mut group = Vec::new();
    let mut bytes = 0;
    while group.len() < GROUP_COMMANDS_MAX
        && bytes < GROUP_BYTES_MAX
        && let Some(line) = lines.next()?
    {
        bar.inc(line.bytes);
        bytes += line.text.len();
        group.push(line);
    }
    Ok(group)
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
