//! Writing the journals over themselves, so that what is read from them is on disk.
//!
//! When a sync fails, the system may go on showing bytes that are not on disk, and takes the next sync for done:
//! it has forgotten that they were still to be written. A journal that is read after such a failure would be
//! believed, and what is written behind a gap in it would be lost at a power failure. Written again, the same
//! bytes are to be written as far as the system is concerned, and a sync that then succeeds is true.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::FOLDER;

/// What the journals' names end in; the engine's own word.
const EXTENSION: &str = "jnl";
/// How much is written at once, in bytes.
const PIECE_BYTES: usize = 1024 * 1024;

/// Writes the journals of the database in a data folder over themselves, and syncs them. Nobody may have it open.
pub(crate) fn rewrite(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder.join(FOLDER)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == EXTENSION) {
            rewrite_file(&OpenOptions::new().read(true).write(true).open(path)?)?;
        }
    }
    Ok(())
}

fn rewrite_file(file: &File) -> io::Result<()> {
    let mut piece = vec![0; PIECE_BYTES];
    let hole = vec![0; PIECE_BYTES];
    let mut at = 0;
    loop {
        let len = match file.read_at(&mut piece, at) {
            Ok(0) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            len => len?,
        };
        // The unwritten rest of a journal is a hole, and stays one. It is most of a young journal, so that it is looked
        // at piece by piece and not byte by byte.
        if piece[..len] != hole[..len] {
            file.write_all_at(&piece[..len], at)?;
        }
        at += len as u64;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

    use super::*;

    #[test]
    fn a_journal_is_the_same_after_it_was_written_over_itself() {
        let folder = tempfile::tempdir().unwrap();
        rewrite(folder.path()).unwrap();
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        let path = folder.path().join(FOLDER).join("3.jnl");
        let mut bytes = vec![0; 3 * PIECE_BYTES + 5];
        bytes[7] = 1;
        bytes[2 * PIECE_BYTES] = 2;
        fs::write(&path, &bytes).unwrap();
        rewrite(folder.path()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}
