//! The log's key: kept as long as there is a log, and renamed as long as nobody has seen anything of it.
//! Commands that are run before the registry is configured make it under the default name.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use tlog::{KeyName, SignedCheckpoint, SigningKey};
use transparency::key;
use transparency::layout::{CHECKPOINT, KEY, LOG_FOLDER, STAMPS_FOLDER};
use transparency::storage::{Folder, Storage as _};

use crate::failure::Failure;

/// Takes key and checkpoint of a log of another name away if nothing has ever been published in it.
/// Otherwise everything stays, and opening the log refuses the new name.
pub fn forget_unused(data: &Path, origin: &KeyName) -> Result<(), Failure> {
    let Some(kept) = key::read(data)? else {
        return Ok(());
    };
    if kept.verifier().name() == origin || !is_unused(data, &kept)? {
        return Ok(());
    }
    // The checkpoint first: a key without one is that of an unused log as well.
    remove(data, CHECKPOINT)
        .and_then(|()| remove(data, KEY))
        .map_err(|error| Failure::unwritable(&data.join(KEY), &error))
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

    use ledger::OsRandom;
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
        forget_unused(data.path(), &name("new.example")).unwrap();
        assert!(!data.path().join(CHECKPOINT).exists());
        key::open(data.path(), &name("new.example"), &OsRandom).unwrap();
    }

    #[test]
    fn a_renaming_that_was_cut_off_is_finished() {
        let data = folder_with(0);
        fs::remove_file(data.path().join(CHECKPOINT)).unwrap();
        forget_unused(data.path(), &name("new.example")).unwrap();
        assert!(!data.path().join(KEY).exists());
    }

    #[test]
    fn a_key_that_is_lost_is_not_made_anew() {
        let log = folder_with(0);
        fs::remove_file(log.path().join(KEY)).unwrap();
        let refused = forget_unused(log.path(), &name("old.example")).unwrap_err();
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
            forget_unused(data.path(), &name("new.example")).unwrap();
            assert_eq!(fs::read(data.path().join(KEY)).unwrap(), before);
            assert!(key::open(data.path(), &name("new.example"), &OsRandom).is_err());
        }
        let same = folder_with(0);
        forget_unused(same.path(), &name("old.example")).unwrap();
        assert!(same.path().join(CHECKPOINT).exists());
    }
}
