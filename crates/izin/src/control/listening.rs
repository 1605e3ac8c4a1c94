//! The socket in a data folder, made by a server and taken away by the same.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

use super::{FileId, SOCKET_FILE, SOCKET_MODE, reach};

/// A socket that is listened on, and its place.
pub struct Listening {
    /// Whoever connects comes here.
    pub listener: UnixListener,
    /// Where it is.
    pub place: Place,
}

/// The folder, wherever it is moved to meanwhile, and the socket that was made in it.
pub struct Place {
    folder: File,
    /// The folder.
    pub id: FileId,
    socket: FileId,
}

impl Listening {
    /// Takes the socket's place. What a process that died has left there may go: this one has the folder's lock.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let held = File::open(folder)?;
        let path = path_in(&held);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let (address, _folder) = reach(folder)?;
        let listener = UnixListener::bind(address)?;
        fs::set_permissions(&path, Permissions::from_mode(SOCKET_MODE))?;
        let socket = FileId::of(&fs::symlink_metadata(path)?);
        let id = FileId::of(&held.metadata()?);
        let place = Place {
            folder: held,
            id,
            socket,
        };
        Ok(Self { listener, place })
    }
}

impl Place {
    /// Takes the socket away, if it is still the one that was made.
    pub fn leave(&self) -> io::Result<()> {
        let path = path_in(&self.folder);
        match fs::symlink_metadata(&path) {
            Ok(there) if FileId::of(&there) == self.socket => fs::remove_file(path),
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn path_in(folder: &File) -> PathBuf {
    PathBuf::from(format!(
        "/proc/self/fd/{}/{SOCKET_FILE}",
        folder.as_raw_fd()
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[tokio::test]
    async fn only_the_socket_that_was_made_is_taken_away_wherever_its_folder_is_by_then() {
        let folder = tempfile::tempdir().unwrap();
        let (here, moved) = (folder.path().join("d"), folder.path().join("moved"));
        fs::create_dir(&here).unwrap();
        let first = Listening::of(&here).unwrap();
        fs::rename(&here, &moved).unwrap();
        fs::create_dir(&here).unwrap();
        let second = Listening::of(&here).unwrap();
        first.place.leave().unwrap();
        assert!(!moved.join(SOCKET_FILE).exists());
        assert!(here.join(SOCKET_FILE).exists());
        let third = Listening::of(&here).unwrap();
        second.place.leave().unwrap();
        assert!(here.join(SOCKET_FILE).exists(), "it is another's by now");
        third.place.leave().unwrap();
        assert!(!here.join(SOCKET_FILE).exists());
    }
}
