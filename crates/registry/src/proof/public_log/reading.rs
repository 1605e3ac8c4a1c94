//! What anybody may read of the public log. Whatever is given has been checked up to the published
//! root.

use tlog::{Hash, ResourceId};
use transparency::{LogError, Stamp};

use crate::{Error, Proof, Result};

/// A file of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether it can never change: every file but the checkpoint.
    pub immutable: bool,
}

/// That the log of one size is the beginning of the log of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// The smaller size.
    pub old: u64,
    /// The root at that size.
    pub old_root: Hash,
    /// The larger size.
    pub new: u64,
    /// The root at that size.
    pub new_root: Hash,
    /// The proof (RFC 6962, section 2.1.2).
    pub proof: Vec<Hash>,
}

impl Proof<'_> {
    /// A file of the log by its path under C2SP tlog-tiles, without a slash before it. `None`: no
    /// such file is published.
    pub async fn log_file(self, path: &str) -> Result<Option<LogFile>> {
        let Ok(resource) = ResourceId::parse(path) else {
            return Ok(None);
        };
        let immutable = resource != ResourceId::Checkpoint;
        self.blocking(move |registry| {
            let bytes = registry.proofs().log.read(resource);
            let bytes = bytes.map_err(|error| registry.proof().unreadable(&error))?;
            Ok(bytes.map(|bytes| LogFile { bytes, immutable }))
        })
        .await
    }

    /// The consistency proof between two sizes; `new`: the published one unless said otherwise.
    /// `None`: the log has not had such sizes, or the first is above the second.
    pub async fn log_consistency(self, old: u64, new: Option<u64>) -> Result<Option<Consistency>> {
        self.blocking(move |registry| {
            let log = &registry.proofs().log;
            let new = new.unwrap_or_else(|| log.published().size());
            let read = || {
                Ok(Consistency {
                    old,
                    old_root: log.root_at(old)?,
                    new,
                    new_root: log.root_at(new)?,
                    proof: log.consistency(old, new)?,
                })
            };
            registry.proof().unless_unpublished(read())
        })
        .await
    }

    /// The time stamp of a size, as a document (izin-stamp/v1). `None`: that size is not stamped.
    pub async fn log_stamp(self, size: u64) -> Result<Option<Vec<u8>>> {
        self.blocking(move |registry| {
            registry
                .proof()
                .document(registry.proofs().stamps.get(size))
        })
        .await
    }

    /// The earliest time stamp that covers the movement at a position. `None`: there is none yet.
    pub async fn log_stamp_covering(self, index: u64) -> Result<Option<Vec<u8>>> {
        self.blocking(move |registry| {
            registry
                .proof()
                .document(registry.proofs().stamps.covering(index))
        })
        .await
    }

    fn document(
        self,
        stamp: std::result::Result<Option<Stamp>, LogError>,
    ) -> Result<Option<Vec<u8>>> {
        let stamp = stamp.map_err(|error| self.unreadable(&error))?;
        Ok(stamp.map(|stamp| stamp.to_bytes()))
    }

    fn unless_unpublished<T>(self, read: std::result::Result<T, LogError>) -> Result<Option<T>> {
        match read {
            Err(LogError::NotPublished { .. }) => Ok(None),
            read => read.map(Some).map_err(|error| self.unreadable(&error)),
        }
    }
}

impl Proof<'_> {
    /// What a failure of the public log is to whoever asked; the operator is told.
    pub(crate) fn unreadable(self, error: &LogError) -> Error {
        self.report(&error.to_string())
    }

    /// [`Proof::unreadable`](crate::Proof::unreadable) for what cannot be proven from what could be read.
    pub(crate) fn report(self, what: &str) -> Error {
        if self.proofs().reports.is_news(what) {
            tracing::error!(
                error = what,
                "the public log cannot be read; nothing is served of it"
            );
        }
        Error::Unreadable
    }
}
