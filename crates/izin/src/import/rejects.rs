//! The side file of refused lines.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read as _};
use std::iter::Peekable;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::row::Refusal;
use crate::failure::{Exit, Failure};

/// The side file's columns.
const HEADER: [&str; 4] = ["line", "code", "reason", "original"];
/// How the side file begins.
const BEGINNING: &str = "line;code;reason;original";

/// Makes sure that nothing is lost by writing a side file here: what is there is one already, is not
/// the file to be imported, and belongs to no registry.
pub fn require_harmless(path: &Path, input: &Path, data: &Path) -> Result<(), Failure> {
    let refused = |path: &Path, why: &str| {
        Err(Failure::new(
            Exit::File,
            format!("refused lines cannot go to {}: {why}", path.display()),
            "name another file with `--rejects`",
        ))
    };
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let parent = parent.unwrap_or(Path::new(".")).canonicalize();
    let parent = parent.map_err(|error| Failure::unwritable(path, &error))?;
    let data = data.canonicalize();
    let data = data.map_err(|error| Failure::unwritable(path, &error))?;
    if parent.starts_with(data) {
        return refused(path, "it is in the data folder");
    }
    for path in [path, &draft_of(path)] {
        let unreadable = |error| Failure::unreadable(path, &error);
        let there = match fs::metadata(path) {
            Ok(there) => there,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let imported = fs::metadata(input).map_err(|error| Failure::unreadable(input, &error))?;
        if (there.dev(), there.ino()) == (imported.dev(), imported.ino()) {
            return refused(path, "it is the file to be imported");
        }
        if !there.is_file() {
            return refused(path, "it is no regular file");
        }
        let mut begins = Vec::with_capacity(BEGINNING.len());
        File::open(path)
            .and_then(|file| {
                let beginning = u64::try_from(BEGINNING.len()).unwrap_or_default();
                file.take(beginning).read_to_end(&mut begins)
            })
            .map_err(unreadable)?;
        // A shorter one was cut off while it was written.
        if !BEGINNING.as_bytes().starts_with(&begins) {
            return refused(path, "another file is there");
        }
    }
    Ok(())
}

/// Where a side file is written until it is whole.
fn draft_of(path: &Path) -> PathBuf {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    draft.into()
}

/// The side file, open for more lines.
pub struct Rejects {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl Rejects {
    /// Opens the file, keeping what it holds of the lines before `line` and dropping the rest: what
    /// a run that was cut off wrote of its last group is decided again. Says how many are kept.
    pub fn open(path: &Path, line: u64) -> Result<(Self, u64), Failure> {
        let mut revision = Revision::begin(path)?;
        while let Some(record) = revision.earlier.next() {
            if number(&record).is_some_and(|number| number < line) {
                revision.write(&record)?;
            }
        }
        revision.finish()
    }

    /// Begins to write the file anew, from what it holds.
    pub fn revise(&mut self) -> Result<Revision, Failure> {
        self.sync()?;
        Revision::begin(&self.path)
    }

    /// Adds a line.
    pub fn add(&mut self, line: u64, refusal: &Refusal, original: &str) -> Result<(), Failure> {
        let number = line.to_string();
        let record = [
            number.as_str(),
            &refusal.code,
            &refusal.reason,
            &harmless(original),
        ];
        let written = self.writer.write_record(record);
        written.map_err(|error| unwritable(&self.path, error))
    }

    /// Makes what was added durable.
    pub fn sync(&mut self) -> Result<(), Failure> {
        let written = self
            .writer
            .flush()
            .and_then(|()| self.writer.get_ref().sync_all());
        written.map_err(|error| Failure::unwritable(&self.path, &error))
    }
}

/// A side file that is written anew beside the one there, which stays until this one is whole.
pub struct Revision {
    path: PathBuf,
    draft: PathBuf,
    earlier: Peekable<Box<dyn Iterator<Item = csv::StringRecord> + Send>>,
    writer: csv::Writer<File>,
    count: u64,
}

impl Revision {
    fn begin(path: &Path) -> Result<Self, Failure> {
        let draft = draft_of(path);
        let build = || -> std::io::Result<csv::Writer<File>> {
            match fs::remove_file(&draft) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            // It holds addresses.
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&draft)?;
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(file);
            writer.write_record(HEADER)?;
            Ok(writer)
        };
        let writer = build().map_err(|error| Failure::unwritable(path, &error))?;
        let earlier = records(path).map_err(|error| Failure::unwritable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            draft,
            earlier: earlier.peekable(),
            writer,
            count: 0,
        })
    }

    /// What has become of a refused line: another refusal, or none. Lines come in ascending order;
    /// those between stay as they are, and one that is not there is not added.
    pub fn settle(&mut self, line: u64, refusal: Option<&Refusal>) -> Result<(), Failure> {
        let is_before = |record: &csv::StringRecord| number(record).is_none_or(|one| one < line);
        while let Some(record) = self.earlier.next_if(is_before) {
            self.write(&record)?;
        }
        let is_it = |record: &csv::StringRecord| number(record) == Some(line);
        match (self.earlier.next_if(is_it), refusal) {
            (Some(record), Some(refusal)) => {
                let cells = [&record[0], &refusal.code, &refusal.reason, &record[3]];
                self.write(&csv::StringRecord::from(cells.as_slice()))
            }
            _ => Ok(()),
        }
    }

    /// Keeps what is left and takes the place of the file there; the number of lines in it.
    pub fn finish(mut self) -> Result<(Rejects, u64), Failure> {
        while let Some(record) = self.earlier.next() {
            self.write(&record)?;
        }
        let Self {
            path,
            draft,
            mut writer,
            count,
            ..
        } = self;
        let kept = writer
            .flush()
            .and_then(|()| writer.get_ref().sync_all())
            .and_then(|()| fs::rename(&draft, &path));
        kept.map_err(|error| Failure::unwritable(&path, &error))?;
        Ok((Rejects { path, writer }, count))
    }

    fn write(&mut self, record: &csv::StringRecord) -> Result<(), Failure> {
        self.count += 1;
        let written = self.writer.write_record(record);
        written.map_err(|error| unwritable(&self.path, error))
    }
}

fn unwritable(path: &Path, error: csv::Error) -> Failure {
    Failure::unwritable(path, &std::io::Error::other(error))
}

/// The line that a record is about.
fn number(record: &csv::StringRecord) -> Option<u64> {
    record[0].parse().ok()
}

/// The whole records of a side file; none where there is no file.
fn records(path: &Path) -> std::io::Result<Box<dyn Iterator<Item = csv::StringRecord> + Send>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Box::new(std::iter::empty()));
        }
        Err(error) => return Err(error),
    };
    let reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_reader(BufReader::new(file));
    let whole = reader
        .into_records()
        // The end may be cut off in the middle of a character.
        .map_while(Result::ok)
        .filter(|record| record.len() == HEADER.len());
    Ok(Box::new(whole))
}

/// A spreadsheet must not take a cell for a formula, and a terminal nothing for a command.
fn harmless(text: &str) -> String {
    let text = text.replace(
        |letter: char| letter.is_control() && letter != '\t',
        "\u{fffd}",
    );
    if text.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use super::*;

    #[test]
    fn lines_of_the_group_in_hand_are_dropped_and_earlier_ones_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        let refusal = Refusal {
            code: "H1".to_owned(),
            reason: "a; \"b\"".to_owned(),
        };
        let (mut rejects, kept) = Rejects::open(&path, 2).unwrap();
        assert_eq!(kept, 0);
        rejects.add(2, &refusal, "x;y").unwrap();
        rejects.add(5, &refusal, "=1+1").unwrap();
        rejects.sync().unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        assert!(whole.contains("'=1+1"));
        // Torn in the last line.
        fs::write(&path, &whole[..whole.len() - 8]).unwrap();
        let (_, kept) = Rejects::open(&path, 5).unwrap();
        assert_eq!(kept, 1);
        assert!(!fs::read_to_string(&path).unwrap().contains("=1"));
    }

    #[test]
    fn refused_lines_are_for_the_owner_alone_also_where_the_file_was_open_to_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        for name in ["r.csv", "r.csv.new"] {
            fs::write(folder.path().join(name), "").unwrap();
            let open = fs::Permissions::from_mode(0o644);
            fs::set_permissions(folder.path().join(name), open).unwrap();
        }
        Rejects::open(&path, 2).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_revised_line_has_its_new_reason_or_is_gone_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        let refusal = |code: &str| Refusal {
            code: code.to_owned(),
            reason: String::new(),
        };
        let (mut rejects, _) = Rejects::open(&path, 0).unwrap();
        for line in [2, 3, 5, 9] {
            rejects.add(line, &refusal("H1"), "-x").unwrap();
        }
        let mut revision = rejects.revise().unwrap();
        revision.settle(3, None).unwrap();
        revision.settle(4, Some(&refusal("H2"))).unwrap();
        revision.settle(5, Some(&refusal("H3"))).unwrap();
        // Until it is whole, the one there stays.
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 5);
        let (mut rejects, count) = revision.finish().unwrap();
        assert_eq!(count, 3);
        rejects.add(10, &refusal("H4"), "x").unwrap();
        rejects.sync().unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            format!("{BEGINNING}\n2;H1;;'-x\n5;H3;;'-x\n9;H1;;'-x\n10;H4;;x\n")
        );
    }
}
