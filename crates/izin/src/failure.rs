//! Why a role ended early: one line for people, one exit code for scripts.

use std::error::Error;
use std::fmt;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use domain::causes;
use keys::secret_file::Exposed;
use ledger::{LedgerError, OpenError};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::terminal::shown;

/// The exit codes, as listed in `docs/operations.md`. 0 is success, 2 a wrong command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Exit {
    /// The program itself failed.
    Internal = 1,
    /// The configuration is wrong.
    Config = 3,
    /// The data folder cannot be read or written.
    Folder = 4,
    /// Another process has the data folder.
    InUse = 5,
    /// The address cannot be listened on.
    Address = 6,
    /// The key file is missing or another ledger's, or a file of secrets is open to others.
    KeyFile = 7,
    /// The data were written by a newer program.
    Newer = 8,
    /// The stored data are damaged.
    Damaged = 9,
    /// An import is done, and some lines were refused.
    LinesRefused = 10,
    /// A party is unknown, or its number or name is taken.
    Party = 11,
    /// A file to be read is missing or not of the right form.
    File = 12,
    /// What was verified does not hold.
    Refuted = 13,
    /// What was verified is not proven: something needed is missing.
    Unproven = 14,
    /// While serving, the data folder failed in a way that only a restart can mend.
    Stopped = 15,
    /// The clock is not believed, so that nothing is dated by it.
    Clock = 16,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a role ended early. `Display` is exactly one line: what, and what to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    what: String,
    remedy: String,
}

impl Failure {
    /// A failure with what can be done about it.
    pub fn new(exit: Exit, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// The same about another path: what was looked at is a copy of it.
    pub fn about(mut self, looked_at: &Path, path: &Path) -> Self {
        let (looked_at, path) = (looked_at.to_string_lossy(), path.to_string_lossy());
        self.what = self.what.replace(&*looked_at, &path);
        self.remedy = self.remedy.replace(&*looked_at, &path);
        self
    }

    /// A failure that is not the user's.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        Self::new(
            Exit::Internal,
            causes::told(error),
            "look into the log; run again if it was the machine's fault",
        )
    }

    /// An answer that does not go with what was asked: a fault of the program.
    pub fn unexpected() -> Self {
        let what = "the answer is to another question than was asked";
        Self::new(Exit::Internal, what, "please report this")
    }

    /// What was done cannot be told on standard output.
    pub fn unsaid(error: &std::io::Error) -> Self {
        Self::new(
            Exit::Internal,
            format!(
                "it was done, but its answer could not be written: {}",
                plain(error)
            ),
            "look at what was done with `list`; a password that was made is lost, so give another",
        )
    }

    /// A file of secrets that others can read, if that is what an error is about.
    pub fn exposed(error: &(dyn Error + 'static)) -> Option<Self> {
        let exposed = Exposed::within(error)?;
        Some(Self::new(
            Exit::KeyFile,
            exposed.to_string(),
            format!(
                "run `chmod 600 {}`, and change what it holds if somebody may have read it",
                exposed.path.display()
            ),
        ))
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(
            Exit::File,
            format!("cannot read {}: {}", path.display(), plain(error)),
            "check the path and its permissions",
        )
    }

    /// A file of secrets that cannot be read, or that others can.
    pub fn unreadable_secret(path: &Path, error: &std::io::Error) -> Self {
        Self::exposed(error).unwrap_or_else(|| Self::unreadable(path, error))
    }

    /// A file or folder that cannot be written.
    pub fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(
            Exit::Folder,
            format!("cannot write {}: {}", path.display(), plain(error)),
            remedy(error),
        )
    }

    /// A file or folder of the data folder that cannot be read or cannot be written.
    pub fn unusable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(
            Exit::Folder,
            format!("cannot use {}: {}", path.display(), plain(error)),
            remedy(error),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Causes from below may bring their own line breaks; the promise is one line.
        let text = format!("{}; {}", self.what, self.remedy);
        let mut words = text.split_whitespace();
        if let Some(first) = words.next() {
            f.write_str(&shown(first))?;
        }
        words.try_for_each(|word| write!(f, " {}", shown(word)))
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        if let Some(exposed) = Self::exposed(&error) {
            return exposed;
        }
        match &error {
            OpenError::InUse(_) => Self::new(
                Exit::InUse,
                error.to_string(),
                "stop that process first (a running `izin serve` or `izin demo`, most likely)",
            ),
            OpenError::Folder { path, source } => Self::unusable(path, source),
            OpenError::KeyFile(_) => Self::new(
                Exit::KeyFile,
                error.to_string(),
                "put the key file of this data folder back from its backup",
            ),
            OpenError::Damaged(_) => Self::new(
                Exit::Damaged,
                error.to_string(),
                "restore the data folder from its backup, and keep this one for inspection",
            ),
            OpenError::Unreadable(_) => Self::new(
                Exit::Folder,
                error.to_string(),
                "look at the disk, and try again",
            ),
            OpenError::Engine(_) => Self::internal(&error),
        }
    }
}

impl From<transparency::OpenError> for Failure {
    fn from(error: transparency::OpenError) -> Self {
        use transparency::OpenError;
        if let Some(exposed) = Self::exposed(&error) {
            return exposed;
        }
        let text = causes::told(&error);
        match error {
            OpenError::File { source, .. } => Self::new(Exit::Folder, text, remedy(&source)),
            OpenError::Damaged(_) => Self::new(
                Exit::Damaged,
                text,
                "`izin fsck` lists all damage; restore the file from a backup, or make the log's files anew with `izin fsck --rebuild-log`",
            ),
            OpenError::KeyMissing(_) | OpenError::BadKey { .. } => {
                Self::new(Exit::KeyFile, text, "put it back from its backup")
            }
            OpenError::LedgerBehind { .. } => Self::new(
                Exit::Damaged,
                text,
                "put the newest copy of the whole data folder back; docs/operations.md says what to do if there is none",
            ),
            OpenError::OtherName { .. } => Self::new(
                Exit::Config,
                text,
                "configure the name it was made with; another name is another log",
            ),
            OpenError::Ledger(error) => error.into(),
        }
    }
}

impl From<registry::asking::checks::ChecksError> for Failure {
    fn from(error: registry::asking::checks::ChecksError) -> Self {
        use ledger::check_log::CheckLogError;
        use registry::asking::check::SignerError;
        use registry::asking::checks::ChecksError;
        if let Some(exposed) = Self::exposed(&error) {
            return exposed;
        }
        let (exit, remedy) = match &error {
            ChecksError::Log(CheckLogError::InUse) => (Exit::InUse, "end the other process first"),
            ChecksError::Signer(SignerError::NoKey(_)) => {
                (Exit::KeyFile, "restore it from a backup")
            }
            ChecksError::Signer(SignerError::File { source, .. })
            | ChecksError::Log(CheckLogError::Io(source)) => (Exit::Folder, remedy(source)),
            ChecksError::Log(CheckLogError::Full | CheckLogError::Stopped) => {
                (Exit::Folder, "see that it can be read and written")
            }
        };
        Self::new(exit, causes::told(&error), remedy)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::from(&error)
    }
}

impl From<&LedgerError> for Failure {
    fn from(error: &LedgerError) -> Self {
        match error {
            LedgerError::Damaged(what) => OpenError::Damaged(what.clone()).into(),
            _ if lacks_room(error) => Self::new(Exit::Folder, causes::told(error), MAKE_ROOM),
            _ => Self::internal(error),
        }
    }
}

impl From<directory::Error> for Failure {
    fn from(error: directory::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&directory::Error> for Failure {
    fn from(error: &directory::Error) -> Self {
        use directory::{Error, Trouble};
        match error {
            Error::NewerSchema { .. } => Self::new(
                Exit::Newer,
                error.to_string(),
                "use the izin that last opened this data folder, or a newer one",
            ),
            Error::OlderSchema { .. } => Self::new(
                Exit::Folder,
                error.to_string(),
                "start this izin on the folder once, which brings it up to date, or ask the older one",
            ),
            error if error.trouble() == Some(Trouble::Damaged) => Self::new(
                Exit::Damaged,
                causes::told(error),
                "restore the data folder from its backup",
            ),
            error if error.trouble() == Some(Trouble::Full) => {
                Self::new(Exit::Folder, causes::told(error), MAKE_ROOM)
            }
            Error::Open { path, .. } => {
                // SQLite does not say what the system said.
                let file = OpenOptions::new().read(true).write(true).open(path);
                match file
                    .err()
                    .filter(|error| error.kind() != ErrorKind::NotFound)
                {
                    Some(error) => Self::unusable(path, &error),
                    None => Self::new(Exit::Folder, causes::told(error), REMEDY),
                }
            }
            error if error.trouble() == Some(Trouble::Unusable) => {
                Self::new(Exit::Folder, causes::told(error), REMEDY)
            }
            Error::Exists(_) => Self::new(Exit::Party, error.to_string(), "choose another"),
            Error::NotFound(_) => Self::new(
                Exit::Party,
                error.to_string(),
                "add it first, or check the number",
            ),
            Error::Limit(_) => Self::new(
                Exit::Party,
                error.to_string(),
                "remove one that is not needed",
            ),
            Error::Invalid(_) => Self::new(Exit::Party, error.to_string(), "correct it"),
            _ => Self::internal(error),
        }
    }
}

impl From<registry::Error> for Failure {
    fn from(error: registry::Error) -> Self {
        use registry::Error;
        if let Error::Failed(cause) | Error::Unavailable(cause) = &error {
            if let Some(cause) = cause.downcast_ref::<directory::Error>() {
                return cause.into();
            }
            if let Some(cause) = cause.downcast_ref::<LedgerError>() {
                return cause.into();
            }
        }
        Self::internal(&error)
    }
}

/// How a text of the ledger's engine names the system's errors for want of room.
const WANT_OF_ROOM: [&str; 2] = ["StorageFull", "QuotaExceeded"];

/// Whether the ledger has no room on the disk: what its engine has said is kept as a text.
fn lacks_room(error: &LedgerError) -> bool {
    match error {
        LedgerError::Unavailable(why) | LedgerError::Stopped(why) | LedgerError::Engine(why) => {
            WANT_OF_ROOM.iter().any(|kind| why.contains(kind))
        }
        _ => false,
    }
}

/// What helps where the system does not say what is wrong.
const REMEDY: &str =
    "see that this user may read and write it, that there is room, and that descriptors are left";

/// What helps against a full disk.
const MAKE_ROOM: &str = "make room on the disk";

/// What helps against an error of the system.
fn remedy(error: &std::io::Error) -> &'static str {
    let errno = Errno::from_io_error(error);
    if matches!(errno, Some(Errno::MFILE | Errno::NFILE)) {
        return "raise the limit on open files (`ulimit -n`), of which a start needs some hundred";
    }
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => MAKE_ROOM,
        ErrorKind::PermissionDenied => {
            "run it as the folder's owner, and see that this user may read and write all of it"
        }
        ErrorKind::ReadOnlyFilesystem => "choose a folder that can be written to",
        _ => "choose a folder this user may write to, or make room on it",
    }
}

/// The system's reason without its number.
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_whatever_its_cause_says() {
        let failure = Failure::new(Exit::Internal, "first\n  second", "do\r\nthis");
        assert_eq!(failure.to_string(), "first second; do this");
        let failure = Failure::new(Exit::Internal, "\u{1b}[2J", "\u{202e}x");
        assert_eq!(failure.to_string(), "\u{fffd}[2J; \u{fffd}x");
    }

    #[test]
    fn a_system_error_is_told_without_its_number() {
        let error = std::io::Error::from_raw_os_error(13);
        assert_eq!(plain(&error), "permission denied");
    }

    #[test]
    fn damage_of_the_directory_is_told_as_such_also_where_a_use_case_found_it() {
        let damaged = || directory::Error::Damaged {
            table: "users",
            row: None,
        };
        for error in [
            registry::Error::Failed(Box::new(damaged())),
            registry::Error::Unavailable(Box::new(damaged())),
        ] {
            let failure = Failure::from(error);
            assert_eq!(failure.exit, Exit::Damaged);
            assert_eq!(failure.to_string(), Failure::from(damaged()).to_string());
        }
        let other = registry::Error::Failed(Box::new(directory::Error::Closed));
        assert_eq!(Failure::from(other).exit, Exit::Internal);
    }

    #[test]
    fn a_ledger_without_room_asks_for_room() {
        let full = std::io::Error::from(Errno::NOSPC);
        let told = LedgerError::Unavailable(format!("the storage engine failed: Io({full:?})"));
        let failure = Failure::from(registry::Error::Unavailable(Box::new(told)));
        assert_eq!(failure.exit, Exit::Folder);
        assert!(failure.to_string().ends_with(MAKE_ROOM), "{failure}");
        let other = LedgerError::Unavailable("its files are being opened anew".to_owned());
        assert_eq!(Failure::from(other).exit, Exit::Internal);
    }

    #[test]
    fn the_remedy_fits_what_the_system_said() {
        for (errno, helps) in [
            (Errno::MFILE, "open files"),
            (Errno::NFILE, "open files"),
            (Errno::ACCESS, "owner"),
            (Errno::NOSPC, "room"),
            (Errno::ROFS, "written to"),
        ] {
            let source = std::io::Error::from(errno);
            let path = Path::new("keys").to_owned();
            let failure = Failure::from(OpenError::Folder { path, source });
            assert_eq!(failure.exit, Exit::Folder);
            assert!(failure.to_string().contains(helps), "{failure}");
        }
    }
}
