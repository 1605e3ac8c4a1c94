//! Commands to a running server, over a socket in its data folder.
//!
//! Each request has a connection of its own: who asks says the version of what it speaks, asks, and gets one answer. So
//! nothing is left half done where one of the two goes away between requests, and nobody holds a place without using it.
//! Files that a command line names never leave the process it was given to: what stands in them is sent, not where.

pub mod client;
mod frame;
mod listening;
mod places;
pub mod request;
pub mod server;

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The socket's name in the data folder.
const SOCKET_FILE: &str = "control.sock";
/// Only its owner may connect; the folder is closed to others as well.
const SOCKET_MODE: u32 = 0o600;
/// The longest path that a socket's address has room for, in bytes.
const ADDRESS_BYTES_MAX: usize = 107;

/// What is spoken; another number wherever requests or answers change.
const PROTOCOL: u32 = 3;
/// The longest greeting, in bytes.
const GREETING_BYTES_MAX: u32 = 1024;
/// The longest request and the longest answer, in bytes.
const FRAME_BYTES_MAX: u32 = 32 * 1024 * 1024;

/// What comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Greeting {
    protocol: u32,
    version: String,
    /// The data folder that it is about.
    folder: FileId,
}

/// Which file or folder, by whatever path it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }
}

impl Greeting {
    /// This program's, about this folder.
    fn about(folder: FileId) -> Self {
        Self {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            folder,
        }
    }
}

/// Whether to speak with a process of the user `peer`: it is the one whose registry it is, or root, who can do anything
/// anyway.
const fn is_trusted(peer: u32, owner: u32) -> bool {
    peer == owner || peer == 0
}

/// By which path the socket of a folder is reached, and what must stay open meanwhile: an address has no room for the
/// path of a folder that lies deep.
fn reach(folder: &Path) -> io::Result<(PathBuf, Option<OwnedFd>)> {
    let path = folder.join(SOCKET_FILE);
    if path.as_os_str().len() <= ADDRESS_BYTES_MAX {
        return Ok((path, None));
    }
    let folder = OwnedFd::from(File::open(folder)?);
    let number = folder.as_raw_fd();
    let path = PathBuf::from(format!("/proc/self/fd/{number}/{SOCKET_FILE}"));
    Ok((path, Some(folder)))
}

#[cfg(test)]
mod tests {
    use super::is_trusted;

    #[test]
    fn the_owner_and_root_are_spoken_with_and_nobody_else() {
        assert!(is_trusted(1000, 1000));
        assert!(is_trusted(0, 1000));
        assert!(is_trusted(0, 0));
        assert!(!is_trusted(1001, 1000));
        assert!(!is_trusted(1000, 0));
    }
}
