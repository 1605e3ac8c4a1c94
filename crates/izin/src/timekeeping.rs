//! Holding this machine's clock against what the data folder knows of the time, and the operator's word
//! that it is right.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use domain::Timestamp;
use ledger::{Anchors, ClockGuard, Ledger, TrustedTime};
use registry::Proofs;
use transparency::Authority;
use tsp::development::DEVELOPMENT_POLICY;

use crate::failure::{Exit, Failure};

/// The operator's word, in the data folder.
const FILE: &str = "clock-trusted";
/// How the name of its draft begins.
const DRAFT_PREFIX: &str = "clock-trusted.new-";
/// The first line of it.
const FORMAT: &str = "izin/clock/v1";
/// What stands for no movement.
const NONE: &str = "-";

/// From now on the clock is held against the newest movement, the newest stamp and the operator's word, if a
/// real authority stamps or has stamped here.
pub fn begin(
    guard: &ClockGuard,
    folder: &Path,
    ledger: &Ledger,
    proofs: &Proofs,
) -> Result<(), Failure> {
    let stamp = newest_stamp(proofs)?;
    let mut asked = proofs.stamper.authorities().iter();
    if stamp.is_none() && asked.all(Authority::is_development) {
        return Ok(());
    }
    guard.begin(&Anchors {
        movement: ledger.newest_recorded_at(),
        stamp,
        trusted: read(folder)?,
    });
    Ok(())
}

/// When a real authority made the newest stamp; none: it has not.
pub fn newest_stamp(proofs: &Proofs) -> Result<Option<Timestamp>, Failure> {
    let Some(size) = proofs.stamps.newest() else {
        return Ok(None);
    };
    let stamp = proofs.stamps.get(size);
    let stamp = stamp.map_err(|error| Failure::internal(&error))?;
    Ok(stamp
        .filter(|stamp| stamp.token.policy() != DEVELOPMENT_POLICY)
        .map(|stamp| Timestamp::from_seconds(stamp.stamped_at())))
}

/// Why approvals of a file were refused by a clock that is not believed.
pub fn not_believed(refused: u64) -> Failure {
    Failure::new(
        Exit::Clock,
        format!(
            "{refused} approvals were refused: this machine's clock is not believed, and would date them wrongly"
        ),
        "set it right, or say with `izin clock trust` that it is; then import the file with `--again`",
    )
}

/// Keeps the operator's word that the clock is right.
pub fn trust(folder: &Path, word: TrustedTime) -> Result<(), Failure> {
    let newest = word
        .newest
        .map_or_else(|| NONE.to_owned(), |newest| newest.as_millis().to_string());
    let text = format!("{FORMAT}\n{}\n{newest}\n", word.at.as_millis());
    write(folder, &text).map_err(|error| Failure::unwritable(&folder.join(FILE), &error))
}

/// Whole or not at all. The draft has a name of its own, follows no link, and goes where it cannot be finished.
fn write(folder: &Path, text: &str) -> io::Result<()> {
    let mut draft = tempfile::Builder::new()
        .prefix(DRAFT_PREFIX)
        .tempfile_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().sync_all()?;
    draft.persist(folder.join(FILE))?;
    File::open(folder)?.sync_all()
}

/// What the operator has said, if anything.
pub fn read(folder: &Path) -> Result<Option<TrustedTime>, Failure> {
    let path = folder.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::unreadable(&path, &error)),
    };
    parse(&text).map(Some).ok_or_else(|| {
        Failure::new(
            Exit::Damaged,
            format!("{} is not what `izin clock trust` writes", path.display()),
            "remove it, and say it again if need be",
        )
    })
}

fn parse(text: &str) -> Option<TrustedTime> {
    let mut lines = text.lines();
    if lines.next()? != FORMAT {
        return None;
    }
    let at = lines.next()?.parse().ok().map(Timestamp::from_millis)?;
    let newest = match lines.next()? {
        NONE => None,
        millis => Some(Timestamp::from_millis(millis.parse().ok()?)),
    };
    lines.next().is_none().then_some(TrustedTime { at, newest })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn the_operators_word_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        let mut word = TrustedTime {
            at: Timestamp::from_millis(1_772_435_704_123),
            newest: None,
        };
        for newest in [None, Some(Timestamp::from_millis(1_772_435_700_000))] {
            word.newest = newest;
            trust(folder.path(), word).unwrap();
            assert_eq!(read(folder.path()).unwrap(), Some(word));
        }
        // What was there is not written to by way of a link.
        let other = folder.path().join("other");
        fs::write(&other, "mine").unwrap();
        fs::remove_file(folder.path().join(FILE)).unwrap();
        for name in [FILE, "clock-trusted.new"] {
            std::os::unix::fs::symlink(&other, folder.path().join(name)).unwrap();
        }
        trust(folder.path(), word).unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
        std::thread::scope(|scope| {
            let at_once = [0; 8].map(|_| scope.spawn(|| trust(folder.path(), word)));
            assert!(at_once.into_iter().all(|one| one.join().unwrap().is_ok()));
        });
        assert_eq!(read(folder.path()).unwrap(), Some(word));
        for wrong in [
            "",
            "izin/clock/v1\n1\n",
            "izin/clock/v2\n1\n-\n",
            "izin/clock/v1\n1\n-\nx\n",
        ] {
            fs::write(folder.path().join(FILE), wrong).unwrap();
            assert_eq!(read(folder.path()).unwrap_err().exit, Exit::Damaged);
        }
    }
}
