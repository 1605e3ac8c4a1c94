//! The files of the log.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use domain::Timestamp;

use super::frame::{HEAD_LEN, Head};

/// A file, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedFile {
    pub(crate) file: PathBuf,
    /// How many of its frames are what was written.
    pub(crate) frames: u64,
    /// Where the first one begins that is not, in bytes.
    pub(crate) damaged_at: Option<u64>,
}

/// What the files' names end in.
const EXTENSION: &str = "checks";
/// First bytes of every file: what it is, and the layout's number.
const TITLE: &[u8; 8] = b"izinchk1";
/// How much is read at once.
const BUFFER_LEN: usize = 256 * 1024;

/// The files, oldest first.
pub(super) fn paths(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut numbers = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        numbers.extend(number(&path));
    }
    numbers.sort_unstable();
    Ok(numbers
        .into_iter()
        .map(|number| path(folder, number))
        .collect())
}

/// The name of a file.
pub(super) fn path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:08}.{EXTENSION}"))
}

/// The number in a file's name.
pub(super) fn number(path: &Path) -> Option<u32> {
    if path.extension()? != EXTENSION {
        return None;
    }
    path.file_stem()?.to_str()?.parse().ok()
}

/// A file being written.
pub(super) struct Segment {
    pub(super) file: File,
    pub(super) path: PathBuf,
    /// Bytes written.
    pub(super) len: u64,
    /// When its first check was made.
    pub(super) began: Option<Timestamp>,
}

impl Segment {
    /// Begins a file.
    pub(super) fn create(folder: &Path, number: u32) -> io::Result<Self> {
        let path = path(folder, number);
        let file = Self::begin(folder, &path).inspect_err(|error| {
            if error.kind() != ErrorKind::AlreadyExists {
                // An empty one would be in the next one's way. If it stays, it is written over.
                let _stays = fs::remove_file(&path);
            }
        })?;
        Ok(Self {
            file,
            path,
            len: TITLE.len() as u64,
            began: None,
        })
    }

    fn begin(folder: &Path, path: &Path) -> io::Result<File> {
        match fs::metadata(path) {
            Ok(there) if there.len() > TITLE.len() as u64 => {
                return Err(ErrorKind::AlreadyExists.into());
            }
            _ => {}
        }
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)?;
        file.set_len(0)?;
        io::Write::write_all(&mut file, TITLE)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(file)
    }

    /// Opens the newest file to go on with it, cutting off what is half-written at its end.
    pub(super) fn resume(path: PathBuf) -> io::Result<Self> {
        let mut good = TITLE.len() as u64;
        let mut began = None;
        let whole = walk(&path, |head, head_bytes, file| {
            let mut body = vec![0; head.body_len];
            file.read_exact(&mut body)?;
            if !head.fits(head_bytes, &body) {
                return Ok(false);
            }
            good += (HEAD_LEN + head.body_len) as u64;
            began.get_or_insert(head.oldest);
            Ok(true)
        });
        match whole {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {}
            Err(error) => return Err(error),
        }
        let mut file = OpenOptions::new().append(true).open(&path)?;
        let on_disk = file.metadata()?.len();
        if on_disk < good {
            // Not even the title was written.
            file.set_len(0)?;
            io::Write::write_all(&mut file, TITLE)?;
        } else if on_disk > good {
            tracing::warn!(
                bytes = on_disk - good,
                "cut off the half-written end of the log of checks"
            );
            file.set_len(good)?;
        }
        file.sync_all()?;
        Ok(Self {
            file,
            path,
            len: good,
            began,
        })
    }
}

/// Hands the frames that may hold checks made within `[from, until]` to `see`, until it says no.
/// Ends at a half-written or damaged frame, which is told to the operator.
pub(super) fn scan(
    path: &Path,
    from: Timestamp,
    until: Timestamp,
    mut see: impl FnMut(u8, &[u8]) -> bool,
) -> io::Result<()> {
    let mut body = Vec::new();
    let walked = walk(path, |head, head_bytes, file| {
        if head.newest < from || head.oldest > until {
            pass_over(file, head.body_len)?;
            return Ok(true);
        }
        body.resize(head.body_len, 0);
        file.read_exact(&mut body)?;
        if !head.fits(head_bytes, &body) {
            tracing::error!(file = %path.display(), "the log of checks is damaged; what follows in this file is not read");
            return Ok(false);
        }
        Ok(see(head.kind, &body))
    });
    match walked {
        // The newest file may be in the middle of a write.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
        walked => walked,
    }
}

/// Checks every frame of a file. At the end of the `newest` one a frame may be half-written.
pub(super) fn check(path: &Path, newest: bool) -> io::Result<CheckedFile> {
    let mut checked = CheckedFile {
        file: path.to_path_buf(),
        frames: 0,
        damaged_at: None,
    };
    let len = fs::metadata(path)?.len();
    let mut at = TITLE.len() as u64;
    let mut body = Vec::new();
    let mut torn = false;
    let walked = walk(path, |head, head_bytes, file| {
        body.resize(head.body_len, 0);
        file.read_exact(&mut body)?;
        let fits = head.fits(head_bytes, &body);
        let after = at + (HEAD_LEN + head.body_len) as u64;
        if fits {
            checked.frames += 1;
            at = after;
        } else {
            // The last thing written may have its length and not yet its bytes.
            torn = newest && after == len;
        }
        Ok(fits)
    });
    match walked {
        Ok(()) if at == len || torn => return Ok(checked),
        Ok(()) => torn = newest && ends_early(path, at, len)?,
        // Not even the title is there, or it is another.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            at = 0;
            torn = newest;
        }
        Err(error) if error.kind() == ErrorKind::InvalidData => at = 0,
        Err(error) => return Err(error),
    }
    checked.damaged_at = (!torn).then_some(at);
    Ok(checked)
}

/// Whether what stands at a position is the beginning of a frame that the file is too short for.
fn ends_early(path: &Path, at: u64, len: u64) -> io::Result<bool> {
    if at + HEAD_LEN as u64 > len {
        return Ok(true);
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = [0; HEAD_LEN];
    file.read_exact(&mut bytes)?;
    let head = Head::read(&bytes);
    Ok(head.is_some_and(|head| at + (HEAD_LEN + head.body_len) as u64 > len))
}

/// The time of the newest check in a file; `None`: there is none.
pub(super) fn newest(path: &Path) -> io::Result<Option<Timestamp>> {
    let mut newest = None;
    heads(path, |head| newest = newest.max(Some(head.newest)))?;
    Ok(newest)
}

/// Hands what stands before each body to `see`.
pub(super) fn heads(path: &Path, mut see: impl FnMut(&Head)) -> io::Result<()> {
    walk(path, |head, _, file| {
        see(head);
        pass_over(file, head.body_len)?;
        Ok(true)
    })
}

type Reader = BufReader<File>;

fn pass_over(file: &mut Reader, len: usize) -> io::Result<()> {
    file.seek_relative(i64::try_from(len).unwrap_or(i64::MAX))
}

/// Hands the frames to `see`, which reads or passes over the body and says whether to go on.
fn walk(
    path: &Path,
    mut see: impl FnMut(&Head, &[u8; HEAD_LEN], &mut Reader) -> io::Result<bool>,
) -> io::Result<()> {
    let mut file = BufReader::with_capacity(BUFFER_LEN, File::open(path)?);
    let end = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut title = [0; TITLE.len()];
    file.read_exact(&mut title)?;
    if title != *TITLE {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            format!("{} is no log of checks", path.display()),
        ));
    }
    while file.stream_position()? + HEAD_LEN as u64 <= end {
        let mut bytes = [0; HEAD_LEN];
        file.read_exact(&mut bytes)?;
        let Some(head) = Head::read(&bytes) else {
            return Ok(());
        };
        // Before a body is read, or passed over, it must be there.
        if file.stream_position()? + head.body_len as u64 > end {
            return Ok(());
        }
        if !see(&head, &bytes, &mut file)? {
            return Ok(());
        }
    }
    Ok(())
}
