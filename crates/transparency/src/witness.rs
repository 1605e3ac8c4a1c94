//! Being a witness of other logs (C2SP tlog-witness, as the witness): cosigns what grows out of what
//! it has cosigned before, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Timestamp;
use sha2::{Digest as _, Sha256};
use tlog::{AddCheckpoint, Cosigner, Refusal, SignedCheckpoint, VerifierKey, WitnessMessageError};

use crate::error::{Damage, LogError, OpenError};
use crate::files;
use crate::head::Head;
use crate::layout::WITNESS_FOLDER;
use crate::storage::{Folder, Storage};

/// The most logs watched.
pub const LOGS_MAX: usize = 1_000;

/// A witness of configured logs.
pub struct Witness {
    cosigner: Cosigner,
    storage: Arc<dyn Storage>,
    logs: BTreeMap<String, Watched>,
}

struct Watched {
    key: VerifierKey,
    /// The newest checkpoint that has been cosigned, and its file. The lock is held while one is judged and
    /// stored, so that no two are judged against the same predecessor.
    newest: Mutex<(Option<SignedCheckpoint>, Head)>,
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum WitnessRefusal {
    /// It is no request for a cosignature: `400`.
    #[error(transparent)]
    Malformed(WitnessMessageError),
    /// No such log is watched: `404`.
    #[error("this log is not watched")]
    UnknownLog,
    /// It was judged, and must not be cosigned.
    #[error(transparent)]
    Judged(Refusal),
    /// The clock shows no time that can be signed: `500`.
    #[error("the clock is wrong")]
    Clock,
    /// What has been cosigned cannot be kept: `500`.
    #[error(transparent)]
    Storage(LogError),
}

impl Witness {
    /// Takes up the witness of a data folder for the logs with these keys.
    pub fn open(
        data: &Path,
        cosigner: Cosigner,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, OpenError> {
        let folder = Folder::open(data.to_owned()).map_err(|source| OpenError::File {
            path: data.display().to_string(),
            source,
        })?;
        Self::open_in(Arc::new(folder), cosigner, logs)
    }

    /// [`Witness::open`] over other storage, whose root is the data folder.
    pub fn open_in(
        storage: Arc<dyn Storage>,
        cosigner: Cosigner,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, OpenError> {
        let mut watched = BTreeMap::new();
        for key in logs.into_iter().take(LOGS_MAX) {
            let origin = key.name().to_string();
            let path = path_of(&origin);
            let bytes = files::read(storage.as_ref(), &path)?;
            let newest = bytes
                .as_ref()
                .map(|bytes| {
                    let text = String::from_utf8_lossy(bytes);
                    SignedCheckpoint::open(&text, &key)
                        .map_err(|error| OpenError::Damaged(Damage::new(&path, error.to_string())))
                })
                .transpose()?;
            let newest = Mutex::new((newest, Head::new(path, bytes)));
            watched.insert(origin, Watched { key, newest });
        }
        Ok(Self {
            cosigner,
            storage,
            logs: watched,
        })
    }

    /// What its cosignatures are verified with.
    pub fn verifier(&self) -> &VerifierKey {
        self.cosigner.verifier()
    }

    /// Judges a request (`POST …/add-checkpoint`) and answers with a signature line. What it cosigns
    /// it has kept first.
    pub fn add_checkpoint(&self, body: &str, now: Timestamp) -> Result<String, WitnessRefusal> {
        let request = AddCheckpoint::parse(body).map_err(WitnessRefusal::Malformed)?;
        let origin = request.origin().ok_or(WitnessRefusal::UnknownLog)?;
        let log = self.logs.get(origin).ok_or(WitnessRefusal::UnknownLog)?;
        let mut newest = log.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let (newest, head) = &mut *newest;
        let last = newest
            .as_ref()
            .map(|newest| (newest.checkpoint().size, newest.checkpoint().root));
        let signed = request
            .judge(&log.key, last)
            .map_err(WitnessRefusal::Judged)?;
        let cosignature = self
            .cosigner
            .cosign(signed.note().text(), unix_seconds(now))
            .ok_or(WitnessRefusal::Clock)?;
        head.replace(
            self.storage.as_ref(),
            signed.note().to_string().into_bytes(),
        )
        .map_err(WitnessRefusal::Storage)?;
        *newest = Some(signed);
        Ok(format!("{cosignature}\n"))
    }

    /// The newest checkpoint cosigned of a log, by the SHA-256 of its name in hexadecimal digits
    /// (`GET …/<hash>/checkpoint`), with this witness's signature made anew.
    pub fn newest(&self, origin_hash: &str, now: Timestamp) -> Option<String> {
        let (_, log) = self
            .logs
            .iter()
            .find(|(origin, _)| hash_of(origin) == origin_hash)?;
        let newest = log.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let mut note = newest.0.as_ref()?.note().clone();
        let cosignature = self.cosigner.cosign(note.text(), unix_seconds(now))?;
        note.add(cosignature).ok()?;
        Some(note.to_string())
    }
}

fn unix_seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_millis().div_euclid(1_000)).unwrap_or(0)
}

fn hash_of(origin: &str) -> String {
    hex::encode(Sha256::digest(origin.as_bytes()))
}

fn path_of(origin: &str) -> String {
    format!("{WITNESS_FOLDER}/{}", hash_of(origin))
}
