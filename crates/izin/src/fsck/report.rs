//! What a check tells: a line for each difference as it is found, and counts at the end.

use std::fmt::{Display, Write as _};
use std::path::Path;

use directory::row_sum::Examined;
use ledger::fsck::Summary;
use serde_json::{Value, json};
use transparency::Checked;

use crate::failure::{Exit, Failure};
use crate::output;

/// Where a difference is.
#[derive(Clone, Copy)]
pub enum Part {
    /// The ledger and what is derived from it in its own folder.
    Ledger,
    /// The public log, its time stamps and their renewals.
    Log,
    /// The parties and all else in the directory's file.
    Directory,
    /// The folder itself: a part of it is lost.
    Folder,
}

/// What has been found so far.
pub struct Report {
    json: bool,
    /// The folder that is looked at, and the one that it is a copy of.
    folders: [String; 2],
    differences: u64,
    /// The first part that is lost, which is what the start of a server would tell.
    lost: Option<Failure>,
    /// What was read of the ledger.
    pub ledger: Option<Summary>,
    /// What was read of the public log; none: there is none yet.
    pub log: Option<Checked>,
    /// What was read of the directory; none: there is none yet.
    pub directory: Option<Examined>,
}

impl Report {
    /// An empty one, for people or (`json`) a line of JSON for each difference and one at the end. What is said of
    /// the folder `looked_at` is said of `folder`.
    pub fn new(json: bool, looked_at: &Path, folder: &Path) -> Self {
        Self {
            json,
            folders: [looked_at, folder].map(|one| one.to_string_lossy().into_owned()),
            differences: 0,
            lost: None,
            ledger: None,
            log: None,
            directory: None,
        }
    }

    /// How many differences were told.
    pub const fn differences(&self) -> u64 {
        self.differences
    }

    /// Tells one.
    pub fn differs(&mut self, part: Part, what: &dyn Display) {
        self.differences += 1;
        let [looked_at, folder] = &self.folders;
        let what = what.to_string().replace(looked_at, folder);
        let part = match part {
            Part::Ledger => "ledger",
            Part::Log => "public log",
            Part::Directory => "directory",
            Part::Folder => "folder",
        };
        // Whoever cannot be told is told so at the end.
        let _said = output::say(&if self.json {
            format!("{}\n", json!({"part": part, "what": what}))
        } else {
            format!("{part}: {what}\n")
        });
    }

    /// Tells a part that is lost.
    pub fn is_lost(&mut self, lost: Failure) {
        self.differs(Part::Folder, &lost);
        self.lost.get_or_insert(lost);
    }

    /// What to end with where something ends the check: as at the start of a server, a part that is lost comes first.
    pub fn instead_of(self, failure: Failure) -> Failure {
        self.lost.unwrap_or(failure)
    }

    /// Tells the counts; any difference is a failure, with the exit code that the start of a server would have.
    pub fn finish(self) -> Result<(), Failure> {
        output::say(&if self.json {
            format!("{}\n", self.counts())
        } else {
            self.words()
        })?;
        match (self.differences, self.lost) {
            (0, _) => Ok(()),
            (_, Some(lost)) => Err(lost),
            (count, None) => {
                let noun = if count == 1 {
                    "difference"
                } else {
                    "differences"
                };
                Err(Failure::new(
                    Exit::Damaged,
                    format!("{count} {noun} found"),
                    "restore the data folder from its backup, and keep this one for inspection; \
                     docs/operations.md says when `--rebuild-log` is enough",
                ))
            }
        }
    }

    fn counts(&self) -> Value {
        let ledger = self.ledger.map(|summary| {
            json!({
                "movements": summary.movements,
                "erased": summary.erased,
                "records": summary.records,
                "addresses": summary.addresses,
                "checkFrames": summary.check_frames,
            })
        });
        let log = self.log.map(|checked| {
            json!({
                "size": checked.size,
                "tiles": checked.tiles,
                "bundles": checked.bundles,
                "stamps": checked.stamps,
                "renewals": checked.renewals,
            })
        });
        let directory = self
            .directory
            .as_ref()
            .map(|examined| json!({"rows": examined.rows}));
        json!({
            "ledger": ledger,
            "directory": directory,
            "log": log,
            "differences": self.differences,
        })
    }

    fn words(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        if let Some(Summary {
            movements,
            erased,
            records,
            addresses,
            check_frames,
            ..
        }) = self.ledger
        {
            let _written = writeln!(
                text,
                "ledger: {movements} movements ({erased} erased), {records} records, \
                 {addresses} addresses, {check_frames} frames of checks"
            );
        }
        if let Some(Examined { rows, .. }) = &self.directory {
            let _written = writeln!(text, "directory: {rows} rows with sums");
        }
        match self.log {
            Some(Checked {
                size,
                tiles,
                bundles,
                stamps,
                renewals,
                ..
            }) => {
                let size = size.map_or_else(|| "no readable size".to_owned(), |s| s.to_string());
                let _written = writeln!(
                    text,
                    "public log: {size} movements, {tiles} tiles, {bundles} bundles, \
                     {stamps} time stamps, {renewals} renewals"
                );
            }
            None => text += "public log: not compared\n",
        }
        let _written = writeln!(text, "{} differences", self.differences);
        text
    }
}
