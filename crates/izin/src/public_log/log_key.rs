//! The log's key: kept as long as there is a log, and renamed as long as nobody has seen anything of it.
//! Commands that are run before the registry is configured make it under the default name.
//!
//! A key is made for a ledger without movements. Beside one with movements it is lost, and another one under the same
//! name would sign a second history under it; so the log's name is noted in a file of its own, and only a log of
//! another name is begun there.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use domain::outside::Random;
use keys::secret_file;
use tlog::{KeyName, SignedCheckpoint, SigningKey};
use transparency::key;
use transparency::layout::{CHECKPOINT, KEY, LOG_FOLDER, STAMPS_FOLDER};
use transparency::storage::{Folder, Storage as _};

use crate::failure::{Exit, Failure};

/// Where the log's name is noted, in the data folder.
const NAME_FILE: &str = "log-name";

/// Sees that there is the key of a log of this name, making it where that begins no second history, and notes the name.
/// The key of a log of another name stays, and opening the log refuses the new name, unless nothing has ever been
/// published in it.
pub fn prepare(
    data: &Path,
    origin: &KeyName,
    has_movements: bool,
    random: &dyn Random,
) -> Result<(), Failure> {
    match key::read(data)? {
        Some(kept) if kept.verifier().name() == origin => {}
        Some(kept) if is_unused(data, &kept)? => {
            // The checkpoint first: a key without one is that of an unused log as well.
            remove(data, CHECKPOINT)
                .map_err(|error| Failure::unwritable(&data.join(CHECKPOINT), &error))?;
            key::replace(data, origin, random)?;
        }
        Some(_) => return Ok(()),
        None if has_movements && noted(data)?.is_none_or(|name| name == origin.to_string()) => {
            return Err(lost(data));
        }
        None => {
            key::open(data, origin, random)?;
        }
    }
    note(data, origin)
}

/// The failure of a folder that has lost the log's key.
pub fn lost(data: &Path) -> Failure {
    Failure::new(
        Exit::KeyFile,
        format!(
            "{} is missing, though the ledger's movements may have been published under it",
            data.join(KEY).display()
        ),
        "put it back from its backup, or begin a log of another name as docs/operations.md says",
    )
}

/// The noted name.
fn noted(data: &Path) -> Result<Option<String>, Failure> {
    let path = data.join(NAME_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::unreadable(&path, &error)),
    }
}

fn note(data: &Path, origin: &KeyName) -> Result<(), Failure> {
    let text = format!("{origin}\n");
    if fs::read_to_string(data.join(NAME_FILE)).is_ok_and(|noted| noted == text) {
        return Ok(());
    }
    secret_file::replace(data, NAME_FILE, text.as_bytes())
        .map_err(|error| Failure::unwritable(&data.join(NAME_FILE), &error))
}

/// Whether there is an empty tree's checkpoint and nothing else, or nothing at all.
fn is_unused(data: &Path, key: &SigningKey) -> Result<bool, Failure> {
    if data.join(STAMPS_FOLDER).exists() {
        return Ok(false);
    }
    let files = count(data, LOG_FOLDER)?;
    Ok(match fs::read_to_string(data.join(CHECKPOINT)) {
        Ok(note) => {
            files == 1
                && SignedCheckpoint::open(&note, key.verifier())
                    .is_ok_and(|signed| signed.checkpoint().size == 0)
        }
        Err(error) => error.kind() == ErrorKind::NotFound && files == 0,
    })
}

/// How many files and folders are in a folder; what a crash left half written is none.
fn count(data: &Path, folder: &str) -> Result<usize, Failure> {
    let names = Folder::open(data.to_owned()).and_then(|data| data.list(folder));
    let names = names.map_err(|error| Failure::unreadable(&data.join(folder), &error))?;
    Ok(names.len())
}

fn remove(data: &Path, name: &str) -> io::Result<()> {
    let path = data.join(name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match path.parent() {
        Some(folder) if folder.exists() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use keys::OsRandom;
    use tlog::Checkpoint;

    use super::*;
    use crate::failure::Exit;

    fn folder_with(size: u64) -> tempfile::TempDir {
        let data = tempfile::tempdir().unwrap();
        let key = key::open(data.path(), &name("old.example"), &OsRandom).unwrap();
        let checkpoint = Checkpoint {
            origin: name("old.example").into(),
            size,
            root: tlog::empty_root(),
        };
        let signed = SignedCheckpoint::sign(checkpoint, &key).unwrap();
        fs::create_dir(data.path().join("log")).unwrap();
        fs::write(data.path().join(CHECKPOINT), signed.note().to_string()).unwrap();
        data
    }

    fn name(text: &str) -> KeyName {
        text.parse().unwrap()
    }

    #[test]
    fn an_empty_log_gives_its_name_up() {
        let data = folder_with(0);
        prepare(data.path(), &name("new.example"), true, &OsRandom).unwrap();
        assert!(!data.path().join(CHECKPOINT).exists());
        key::open(data.path(), &name("new.example"), &OsRandom).unwrap();
    }

    #[test]
    fn a_renaming_that_was_cut_off_is_finished() {
        let data = folder_with(0);
        fs::remove_file(data.path().join(CHECKPOINT)).unwrap();
        prepare(data.path(), &name("new.example"), true, &OsRandom).unwrap();
        key::open(data.path(), &name("new.example"), &OsRandom).unwrap();
    }

    #[test]
    fn a_key_that_is_lost_is_not_made_anew() {
        let log = folder_with(0);
        fs::remove_file(log.path().join(KEY)).unwrap();
        let refused = prepare(log.path(), &name("old.example"), true, &OsRandom).unwrap_err();
        assert_eq!(refused.exit, Exit::KeyFile);
    }

    #[test]
    fn a_log_keeps_its_name_once_there_is_something_in_it() {
        let published = folder_with(1);
        let tiles = folder_with(0);
        fs::create_dir(tiles.path().join("log/tile")).unwrap();
        let stamped = folder_with(0);
        fs::create_dir(stamped.path().join(STAMPS_FOLDER)).unwrap();
        let unreadable = folder_with(0);
        fs::write(unreadable.path().join(CHECKPOINT), "").unwrap();
        let lost = folder_with(0);
        fs::remove_file(lost.path().join(CHECKPOINT)).unwrap();
        fs::create_dir(lost.path().join("log/tile")).unwrap();
        for data in [published, tiles, stamped, unreadable, lost] {
            let before = fs::read(data.path().join(KEY)).unwrap();
            prepare(data.path(), &name("new.example"), true, &OsRandom).unwrap();
            assert_eq!(fs::read(data.path().join(KEY)).unwrap(), before);
            assert!(key::open(data.path(), &name("new.example"), &OsRandom).is_err());
        }
        let same = folder_with(0);
        prepare(same.path(), &name("old.example"), true, &OsRandom).unwrap();
        assert!(same.path().join(CHECKPOINT).exists());
    }

    #[test]
    fn a_log_that_is_lost_altogether_is_begun_anew_under_another_name_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let start = |origin: &str, has_movements| {
            prepare(data, &name(origin), has_movements, &OsRandom).map_err(|error| error.exit)
        };
        // A folder whose making was cut off.
        start("old.example", false).unwrap();
        fs::remove_file(data.join(NAME_FILE)).unwrap();
        start("old.example", true).unwrap();
        fs::remove_file(data.join(KEY)).unwrap();
        assert_eq!(start("old.example", true), Err(Exit::KeyFile));
        assert!(!data.join(KEY).exists());
        start("new.example", true).unwrap();
        // From now on this is its name.
        fs::remove_file(data.join(KEY)).unwrap();
        assert_eq!(start("new.example", true), Err(Exit::KeyFile));
        // Nobody knows which name it had.
        fs::remove_file(data.join(NAME_FILE)).unwrap();
        assert_eq!(start("other.example", true), Err(Exit::KeyFile));
        assert!(!data.join(KEY).exists());
    }
}
