//! The side file of refused lines.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::row::Refusal;
use crate::failure::Failure;

/// The side file's columns.
const HEADER: [&str; 4] = ["line", "code", "reason", "original"];

/// The side file, open for more lines.
pub struct Rejects {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl Rejects {
    /// Opens the file, keeping what it holds of the lines before `line` and dropping the rest: what
    /// a run that was cut off wrote of its last group is decided again. Says how many are kept.
    pub fn open(path: &Path, line: u64) -> Result<(Self, u64), Failure> {
        let kept = kept(path, line).map_err(|error| Failure::unwritable(path, &error))?;
        let mut draft = path.as_os_str().to_owned();
        draft.push(".new");
        let draft = PathBuf::from(draft);
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
            for record in &kept {
                writer.write_record(record)?;
            }
            writer.flush()?;
            writer.get_ref().sync_all()?;
            fs::rename(&draft, path)?;
            Ok(writer)
        };
        let writer = build().map_err(|error| Failure::unwritable(path, &error))?;
        let count = u64::try_from(kept.len()).unwrap_or_default();
        Ok((
            Self {
                path: path.to_owned(),
                writer,
            },
            count,
        ))
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
        self.writer
            .write_record(record)
            .map_err(|error| Failure::unwritable(&self.path, &std::io::Error::other(error)))
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

fn kept(path: &Path, line: u64) -> std::io::Result<Vec<csv::StringRecord>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_reader(BufReader::new(file));
    Ok(reader
        .into_records()
        // The end may be cut off in the middle of a character.
        .map_while(Result::ok)
        .filter(|record| record.len() == HEADER.len())
        .filter(|record| record[0].parse::<u64>().is_ok_and(|number| number < line))
        .collect())
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
}
