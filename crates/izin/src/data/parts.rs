//! The parts of a data folder that are kept nowhere else, in the order in which they are made.
//!
//! A part that is there says that those made before it were there, and a ledger with movements says that all were: one
//! that is missing then is lost, and is never made anew, because an empty one would be taken for the truth. Where the
//! program died while it made the folder, the last parts are missing, and the next start makes them.
//!
//! `keys` comes before all of these; the ledger itself does not do without. The key of the public log comes last, and
//! may be moved away on purpose: see `public_log::log_key`.

use std::fs;
use std::path::Path;

use ledger::Ledger;
use registry::asking::check::signer::FILE_NAME as SIGNING_KEY;
use registry::asking::checks::LOG_FOLDER;
use transparency::layout::{CHECKPOINT, KEY};

use super::directory_file;
use crate::failure::{Exit, Failure};

/// A part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Ledger,
    Directory,
    Checks,
    SigningKey,
}

use Part::{Checks, Directory, SigningKey};

/// All of them, in their order.
const PARTS: [Part; 4] = [Part::Ledger, Directory, Checks, SigningKey];

/// What a data folder has been so far, as far as its parts tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The last part that must be there, if any.
    last: Option<Part>,
}

impl Parts {
    /// Looks into a folder. Changes nothing.
    pub fn look(folder: &Path) -> Result<Self, Failure> {
        if is_there(folder, KEY) || is_there(folder, CHECKPOINT) {
            return Ok(Self::ALL);
        }
        // From the last to the first, so that another process that makes them meanwhile is not in the way. A folder
        // `checks` may be something else's.
        for part in [SigningKey, Directory, Part::Ledger] {
            if part.is_in(folder)? {
                return Ok(Self { last: Some(part) });
            }
        }
        Ok(Self { last: None })
    }

    /// All of them.
    pub const ALL: Self = Self {
        last: Some(SigningKey),
    };

    /// Whether the folder holds a registry, or what is left of one.
    pub fn are_there(self) -> bool {
        self.last >= Some(Directory)
    }

    /// Whether the directory may not be made any more.
    pub fn have_directory(self) -> bool {
        self.last > Some(Directory)
    }

    /// Refuses a folder that has lost a part.
    pub fn require(self, folder: &Path) -> Result<(), Failure> {
        self.require_those(folder, &PARTS)
    }

    /// Refuses a folder that has lost its ledger or its directory. To look at these nothing else is needed.
    pub fn require_data(self, folder: &Path) -> Result<(), Failure> {
        self.require_those(folder, &[Part::Ledger, Directory])
    }

    fn require_those(self, folder: &Path, parts: &[Part]) -> Result<(), Failure> {
        match self.lost_of(folder, parts)?.into_iter().next() {
            Some(lost) => Err(lost),
            None => Ok(()),
        }
    }

    /// What a folder has lost, in the order of the parts.
    pub fn lost(self, folder: &Path) -> Result<Vec<Failure>, Failure> {
        self.lost_of(folder, &PARTS)
    }

    fn lost_of(self, folder: &Path, parts: &[Part]) -> Result<Vec<Failure>, Failure> {
        let mut lost = Vec::new();
        for part in parts {
            if Some(*part) <= self.last && !part.is_in(folder)? {
                lost.push(part.lost(folder));
            }
        }
        Ok(lost)
    }
}

impl Part {
    fn is_in(self, folder: &Path) -> Result<bool, Failure> {
        Ok(match self {
            Self::Ledger => Ledger::exists(folder)?,
            // SQLite takes an empty file for a new one.
            Directory => fs::metadata(directory_file(folder)).is_ok_and(|file| file.len() > 0),
            Checks => is_there(folder, LOG_FOLDER),
            SigningKey => is_there(folder, SIGNING_KEY),
        })
    }

    fn lost(self, folder: &Path) -> Failure {
        let damaged = |name: &str, remedy: &str| {
            let what = format!(
                "{} is lost: it is missing or empty",
                folder.join(name).display()
            );
            Failure::new(Exit::Damaged, what, remedy)
        };
        match self {
            Self::Ledger => damaged("ledger", "restore the whole data folder from its backup"),
            Directory => directory_lost(folder),
            Checks => damaged(
                LOG_FOLDER,
                "put it back from the backup of the data folder; \
                 if there is none, make it an empty folder: what was checked is then lost",
            ),
            SigningKey => Failure::new(
                Exit::KeyFile,
                format!(
                    "{} is missing, though answers may have been signed with it",
                    folder.join(SIGNING_KEY).display()
                ),
                "put it back from its backup; docs/operations.md says what to do if there is none",
            ),
        }
    }
}

/// The failure of a folder that has lost its directory.
pub fn directory_lost(folder: &Path) -> Failure {
    Failure::new(
        Exit::Damaged,
        format!(
            "{} is lost: it is missing or empty, and with it the parties, people and holds",
            directory_file(folder).display()
        ),
        "restore the whole data folder from its backup",
    )
}

fn is_there(folder: &Path, name: &str) -> bool {
    fs::symlink_metadata(folder.join(name)).is_ok()
}
