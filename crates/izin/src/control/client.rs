//! Asking a running server.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tokio::net::UnixStream;

use super::request::{Outcome, Reply, Request};
use super::{
    FRAME_BYTES_MAX, FileId, GREETING_BYTES_MAX, Greeting, SOCKET_FILE, frame, is_trusted, reach,
};
use crate::failure::{Exit, Failure};
use crate::permissions;

/// A server that has a data folder open.
pub struct Server {
    folder: PathBuf,
}

impl Server {
    /// The one of a folder that another process has.
    pub fn of(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Asks, and waits for the answer however long it takes.
    pub async fn ask(&self, request: &Request) -> Result<Reply, Failure> {
        let mut stream = connect(&self.folder)
            .await
            .map_err(|error| self.unreached(&error))?;
        let peer = stream.peer_cred().map_err(|_| self.takes_none())?.uid();
        let folder = fs::metadata(&self.folder);
        let folder = folder.map_err(|error| Failure::unusable(&self.folder, &error))?;
        if !is_trusted(peer, folder.uid()) {
            return Err(self.is_anothers());
        }
        // Whoever refuses to hear it out says why nevertheless.
        let _said = speak(&mut stream, FileId::of(&folder), request).await;
        let heard: io::Result<Outcome> = frame::read(&mut stream, FRAME_BYTES_MAX).await;
        heard.unwrap_or_else(|_| Err(self.has_gone()))
    }

    fn unreached(&self, error: &io::Error) -> Failure {
        match permissions::other_owner(&self.folder) {
            Some(owner) => permissions::belongs_to(&self.folder, owner),
            None if error.kind() == ErrorKind::PermissionDenied => {
                Failure::unusable(&self.folder.join(SOCKET_FILE), error)
            }
            None => self.takes_none(),
        }
    }

    fn takes_none(&self) -> Failure {
        Failure::new(
            Exit::InUse,
            format!(
                "the data folder {} is in use by another process, which takes no commands",
                self.folder.display()
            ),
            "run it again when that process serves or has ended",
        )
    }

    fn is_anothers(&self) -> Failure {
        Failure::new(
            Exit::InUse,
            format!(
                "the process that takes commands for {} belongs to another user than the folder",
                self.folder.display()
            ),
            "run the server as the folder's owner",
        )
    }

    fn has_gone(&self) -> Failure {
        Failure::new(
            Exit::InUse,
            format!(
                "the server of {} has gone without an answer",
                self.folder.display()
            ),
            "look whether it was done, and run it again if it was not",
        )
    }
}

async fn connect(folder: &Path) -> io::Result<UnixStream> {
    let (path, _folder) = reach(folder)?;
    UnixStream::connect(path).await
}

async fn speak(stream: &mut UnixStream, folder: FileId, request: &Request) -> io::Result<()> {
    frame::write(stream, &Greeting::about(folder), GREETING_BYTES_MAX).await?;
    frame::write(stream, request, FRAME_BYTES_MAX).await
}
