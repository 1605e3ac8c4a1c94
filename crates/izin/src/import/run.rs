//! Handing the file over, having its rows recorded, and fetching those that were refused.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ErrorCode;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::choice::Choice;
use super::side_file::{self, SideFile};
use super::source::Source;
use super::standing::{Counts, Stage, Standing};
use super::step::{Draft, Of, PIECE_BYTES, Step, Stepped};
use super::{Args, progress};
use crate::failure::{Exit, Failure};
use crate::keeper::Keeper;
use crate::{output, timekeeping};

/// How long it is before it is asked again how an import stands.
const ASKED_AGAIN: Duration = Duration::from_millis(200);

/// With what approvals are refused while the clock is not believed.
const CLOCK_NOT_BELIEVED: &str = ErrorCode::H123.as_wire();

/// What came of it.
pub struct Done {
    /// For people and scripts.
    pub answer: Value,
    /// How many rows are refused.
    pub refused: u64,
    /// Why those could not be written, where they could not.
    pub unwritten: Option<Failure>,
}

/// Imports the file.
pub async fn import(keeper: &Keeper, args: &Args, rejects: &Path) -> Result<Done, Failure> {
    let choice = Choice::of(&args.columns, &args.set)?;
    keeper.import(Step::Brand(args.brand)).await?;
    let mut source = Source::open(&args.file)?;
    side_file::require_harmless(rejects, &args.file, &args.place.folder()?)?;
    let import = Importing {
        keeper,
        args,
        choice,
        of: Of {
            brand: args.brand,
            file: source.digest,
        },
    };
    let mut standing = import.begin(&source).await?;
    while standing.stage == Stage::Receiving {
        import.hand_over(&mut source, standing.received).await?;
        standing = import.stand().await?;
    }
    if standing.stage == Stage::Received {
        import.read().await?;
    } else if !import.choice.is_empty() {
        output::note(
            "this file was handed in before, and is read as was said then; with --again it is read anew",
        );
    }
    if args.dry_run {
        return import.judge(standing).await;
    }
    // Before anything is recorded, so that what is refused has a place.
    SideFile::begin(rejects)?.abandon()?;
    let before = standing.clone();
    if standing.stage == Stage::Received {
        let confirm = Step::Confirm(import.of, import.choice.clone());
        keeper.import(confirm).await?;
    }
    let standing = import.wait().await?;
    import.tell(&before, standing, rejects).await
}

/// An import under way.
struct Importing<'a> {
    keeper: &'a Keeper,
    args: &'a Args,
    choice: Choice,
    of: Of,
}

impl Importing<'_> {
    async fn begin(&self, source: &Source) -> Result<Standing, Failure> {
        let name = self.args.file.file_name();
        let draft = Draft {
            name: name.map(|name| name.to_string_lossy().into_owned()),
            bytes: source.bytes,
            again: self.args.again,
        };
        let begun = self.keeper.import(Step::Begin(self.of, draft)).await?;
        begun.standing()
    }

    async fn stand(&self) -> Result<Standing, Failure> {
        self.keeper.import(Step::Stand(self.of)).await?.standing()
    }

    /// Hands over what has not come yet.
    async fn hand_over(&self, source: &mut Source, received: u64) -> Result<(), Failure> {
        let bar = progress::of_bytes(source.bytes, self.args.place.json);
        let mut at = received;
        loop {
            bar.set_position(at);
            let piece = source.piece(at, PIECE_BYTES)?;
            let taken = self.keeper.import(Step::Take {
                of: self.of,
                at,
                bytes: STANDARD.encode(piece),
            });
            let Stepped::Taken(length) = taken.await? else {
                return Err(Failure::unexpected());
            };
            if length == at {
                sleep(ASKED_AGAIN).await;
            }
            if length >= source.bytes {
                bar.finish_and_clear();
                return Ok(());
            }
            at = length;
        }
    }

    /// Says how its columns are read, before anything is done by that.
    async fn read(&self) -> Result<(), Failure> {
        let read = Step::Read(self.of, self.choice.clone());
        let reading = match self.keeper.import(read).await? {
            Stepped::Reading(reading) => reading,
            Stepped::Standing(standing) => {
                self.require_readable(&standing)?;
                // Another command has gone on with it.
                return Ok(());
            }
            _ => return Err(Failure::unexpected()),
        };
        reading.require_whole(&self.args.file)?;
        if !self.args.place.json {
            for line in reading.lines() {
                output::note(&line);
            }
        }
        Ok(())
    }

    /// Waits until nothing more happens to its rows for now.
    async fn wait(&self) -> Result<Standing, Failure> {
        let bar = progress::of_rows(self.args.place.json);
        let work = self.keeper.work_import(self.of);
        tokio::pin!(work);
        let mut is_worked = false;
        loop {
            let standing = self.stand().await?;
            bar.set_position(standing.rows);
            if standing.stage != Stage::Working {
                bar.finish_and_clear();
                return Ok(standing);
            }
            tokio::select! {
                worked = &mut work, if !is_worked => {
                    worked?;
                    is_worked = true;
                }
                () = sleep(ASKED_AGAIN) => {}
            }
        }
    }

    /// Says what would become of the rows.
    async fn judge(&self, standing: Standing) -> Result<Done, Failure> {
        if standing.stage != Stage::Received {
            return Err(Failure::new(
                Exit::InUse,
                "the file is being imported or was imported already",
                "run it without `--dry-run` to be told what became of it",
            ));
        }
        let judge = Step::Judge(self.of, self.choice.clone());
        self.keeper.import(judge).await?;
        let standing = self.wait().await?;
        self.require_readable(&standing)?;
        let judged = standing.judgement.ok_or_else(Failure::unexpected)?;
        let answer = json!({
            "dryRun": true,
            "rows": judged.rows,
            "recorded": judged.recorded,
            "corrected": judged.corrected,
            "alreadyRecorded": judged.already,
            "older": judged.older,
            "refused": judged.refused,
            "codes": judged.codes,
            "lateToday": judged.late_today,
            "lateTomorrow": judged.late_tomorrow,
        });
        let refused = judged.refused;
        Ok(Done {
            answer,
            refused,
            unwritten: None,
        })
    }

    /// Says what became of the rows, and writes those that are refused.
    async fn tell(
        &self,
        before: &Standing,
        standing: Standing,
        rejects: &Path,
    ) -> Result<Done, Failure> {
        let counts = standing.counts;
        // What became of the rows is told though those that are refused cannot be written.
        let written = match (standing.is_forgotten, counts.refused) {
            (true, _) => Ok(()),
            (false, 0) => side_file::remove(rejects),
            (false, _) => self.fetch_refused(rejects).await,
        };
        self.require_readable(&standing)?;
        if standing.stage != Stage::Done {
            return Err(Failure::new(
                Exit::InUse,
                "somebody has ended this import; what is recorded stays",
                "run it again to have the rest recorded",
            ));
        }
        if let Some(refused) = standing.codes.get(CLOCK_NOT_BELIEVED) {
            return Err(timekeeping::not_believed(*refused));
        }
        // What a file that was handed in earlier has come to since.
        let by_this = |of: fn(&Counts) -> u64| of(&counts).saturating_sub(of(&before.counts));
        let mut answer = json!({
            "recorded": by_this(|counts| counts.recorded),
            "corrected": by_this(|counts| counts.corrected),
            "alreadyRecorded": by_this(|counts| counts.already),
            "older": by_this(|counts| counts.older),
            "lateRefusals": by_this(|counts| counts.late),
            "refused": counts.refused,
            "doneEarlier": before.rows,
        });
        if counts.refused > 0 {
            answer["codes"] = json!(standing.codes);
            if written.is_ok() {
                answer["rejects"] = rejects.display().to_string().into();
            }
        }
        Ok(Done {
            answer,
            refused: counts.refused,
            unwritten: written.err(),
        })
    }

    async fn fetch_refused(&self, rejects: &Path) -> Result<(), Failure> {
        let mut file = SideFile::begin(rejects)?;
        let mut from = Some(0);
        while let Some(at) = from {
            let part = self.keeper.import(Step::Refused {
                of: self.of,
                from: at,
            });
            let Stepped::Part { text, next } = part.await? else {
                return Err(Failure::unexpected());
            };
            file.write(text.as_bytes())?;
            from = next;
        }
        file.finish()
    }

    fn require_readable(&self, standing: &Standing) -> Result<(), Failure> {
        let Some(word) = &standing.failure else {
            return Ok(());
        };
        let remedy = match word.as_str() {
            "FILE_TOO_LARGE" | "TOO_MANY_ROWS" => "split it, or save a book as CSV",
            "BOOK_OLD_OR_LOCKED" => "save it as XLSX without a password, or as CSV",
            "DAMAGED" => {
                "run it again; if that does not help, look into the data folder with `izin fsck`"
            }
            _ => "save it anew, as XLSX or as CSV",
        };
        let path = self.args.file.display();
        let what = format!("{path} cannot be read to its end ({word}); what was recorded stays");
        Err(Failure::new(Exit::File, what, remedy))
    }
}

impl Stepped {
    fn standing(self) -> Result<Standing, Failure> {
        match self {
            Self::Standing(standing) => Ok(*standing),
            _ => Err(Failure::unexpected()),
        }
    }
}
