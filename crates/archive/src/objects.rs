//! Where sealed documents lie, asked within time and again where that can help. What was put there is read back before anybody
//! hears of it, so nothing rests on a server's word.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::Timestamp;
use futures::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest as _, Sha256};
use tokio::time::{sleep, timeout};

use crate::error::ArchiveError;
use crate::name::{ObjectName, shard_path};

/// How long one request may take, an attempt's.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a request is made before it is given up.
const ATTEMPTS: u32 = 3;
/// How long the second attempt waits; each further one waits twice as long.
const PAUSE: Duration = Duration::from_millis(200);
/// How much is sent at once, in bytes. S3 takes no less than 5 MiB but for the last part.
const PART_BYTES: u64 = 8 * 1024 * 1024;
/// How much is read back at once, in bytes.
const READ_BYTES: u64 = 1024 * 1024;
/// How many objects of one shard are listed, at most.
const SHARD_OBJECTS_MAX: usize = 1_000_000;

/// Objects in a folder, which has to be there. Each is synced with its folder before it is acknowledged.
///
/// # Errors
/// Where the folder cannot be used.
pub fn folder(path: &Path) -> Result<Arc<dyn ObjectStore>, ArchiveError> {
    let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
    Ok(Arc::new(store))
}

#[derive(Clone)]
pub(crate) struct Objects(pub(crate) Arc<dyn ObjectStore>);

/// An object there is.
pub(crate) struct Listed {
    pub(crate) name: ObjectName,
    pub(crate) made_at: Timestamp,
}

impl Objects {
    /// Puts an object there and reads it back.
    pub(crate) async fn put(
        &self,
        name: ObjectName,
        file: Arc<File>,
        length: u64,
    ) -> Result<(), ArchiveError> {
        again(async || {
            self.send(name, &file, length).await?;
            let back = self.digest(name).await;
            match back {
                Ok((there, _)) if there == name => Ok(()),
                Err(error) if error.may_pass() => Err(error),
                _ => Err(ArchiveError::Unavailable(
                    "what was put there is not what comes back".into(),
                )),
            }
        })
        .await
    }

    async fn send(
        &self,
        name: ObjectName,
        file: &Arc<File>,
        length: u64,
    ) -> Result<(), ArchiveError> {
        let path = name.path();
        if length <= PART_BYTES {
            let part = read_part(file, 0, length).await?;
            within(self.0.put(&path, PutPayload::from(part))).await?;
            return Ok(());
        }
        let mut upload = within(self.0.put_multipart(&path)).await?;
        let sent = async {
            let mut at = 0;
            while at < length {
                let count = PART_BYTES.min(length - at);
                let part = read_part(file, at, count).await?;
                within(upload.put_part(part.into())).await?;
                at += count;
            }
            within(upload.complete()).await.map(drop)
        }
        .await;
        if sent.is_err() {
            // Where this fails as well, the server forgets the parts by a rule of its own.
            let _ended = within(upload.abort()).await;
        }
        sent
    }

    /// Reads a part of an object. What is there is shorter, or is not there: [`ArchiveError::Damaged`].
    pub(crate) async fn read(
        &self,
        name: ObjectName,
        from: u64,
        to: u64,
    ) -> Result<Bytes, ArchiveError> {
        let path = name.path();
        let read = again(async || within(self.0.get_range(&path, from..to)).await).await;
        match read {
            Ok(bytes) if bytes.len() as u64 == to - from => Ok(bytes),
            Ok(_) | Err(ArchiveError::Missing) => Err(ArchiveError::Damaged),
            // Beyond the end of it; which error that is, each store has its own mind about.
            Err(error) => match self.length(name).await {
                Ok(Some(length)) if length >= to => Err(error),
                Ok(_) => Err(ArchiveError::Damaged),
                Err(_) => Err(error),
            },
        }
    }

    /// How long an object is, if it is there.
    pub(crate) async fn length(&self, name: ObjectName) -> Result<Option<u64>, ArchiveError> {
        let path = name.path();
        match again(async || within(self.0.head(&path)).await).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(ArchiveError::Missing) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The SHA-256 of what lies there, and its length.
    pub(crate) async fn digest(&self, name: ObjectName) -> Result<(ObjectName, u64), ArchiveError> {
        let length = self.length(name).await?.ok_or(ArchiveError::Missing)?;
        let mut digest = Sha256::new();
        let mut at = 0;
        while at < length {
            let to = length.min(at + READ_BYTES);
            digest.update(&self.read(name, at, to).await?);
            at = to;
        }
        Ok((ObjectName(digest.finalize().into()), length))
    }

    /// Takes an object away; one that is not there is no error.
    pub(crate) async fn delete(&self, name: ObjectName) -> Result<(), ArchiveError> {
        let path = name.path();
        match again(async || within(self.0.delete(&path)).await).await {
            Err(ArchiveError::Missing) => Ok(()),
            deleted => deleted,
        }
    }

    /// The objects of a shard, and how many things lie among them that are none.
    pub(crate) async fn list(&self, shard: u8) -> Result<(Vec<Listed>, u64), ArchiveError> {
        let prefix = shard_path(shard);
        let metas = again(async || {
            let listed = self.0.list(Some(&prefix));
            let mut metas = Vec::new();
            let mut listed = std::pin::pin!(listed);
            while let Some(meta) = within(listed.try_next()).await? {
                if metas.len() >= SHARD_OBJECTS_MAX {
                    let error = "there are more objects than can be looked through";
                    return Err(ArchiveError::Unavailable(error.into()));
                }
                metas.push(meta);
            }
            Ok(metas)
        })
        .await?;
        let all = metas.len() as u64;
        let named = metas.into_iter().filter_map(|meta| {
            Some(Listed {
                name: ObjectName::of(&meta.location)?,
                made_at: Timestamp::from_millis(meta.last_modified.timestamp_millis()),
            })
        });
        let named: Vec<_> = named.collect();
        let strays = all - named.len() as u64;
        Ok((named, strays))
    }
}

async fn read_part(file: &Arc<File>, at: u64, length: u64) -> Result<Bytes, ArchiveError> {
    let file = Arc::clone(file);
    blocking(move || {
        let mut part = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        file.read_exact_at(&mut part, at)
            .map_err(ArchiveError::io)?;
        Ok(part.into())
    })
    .await
}

/// Does what blocks where that harms nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ArchiveError> + Send + 'static,
) -> Result<T, ArchiveError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(ArchiveError::Unavailable(Box::new(error))))
}

async fn within<T>(
    request: impl Future<Output = object_store::Result<T>>,
) -> Result<T, ArchiveError> {
    match timeout(REQUEST_TIMEOUT, request).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(ArchiveError::TooLate),
    }
}

async fn again<T>(attempt: impl AsyncFn() -> Result<T, ArchiveError>) -> Result<T, ArchiveError> {
    let mut pause = PAUSE;
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(error) if error.may_pass() => {
                tracing::warn!(%error, "where documents are kept has not answered; asking again");
                sleep(pause).await;
                pause *= 2;
            }
            answer => return answer,
        }
    }
    attempt().await
}
