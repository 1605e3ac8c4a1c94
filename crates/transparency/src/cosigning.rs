//! Asking witnesses to cosign (C2SP tlog-witness, as the log).

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tlog::{AddCheckpoint, Note, NoteSignature, SignedCheckpoint, VerifierKey};

use crate::authority::Answer;
use crate::error::LogError;
use crate::log::PublicLog;
use crate::published::Published;

/// How long one witness may take to answer.
pub const WITNESS_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer taken from a witness, in bytes.
pub const WITNESS_ANSWER_BYTES_MAX: usize = 16 * 1024;

/// A witness that is asked.
#[derive(Clone, Debug)]
pub struct WitnessPeer {
    /// Its address; `/add-checkpoint` is appended.
    pub url: String,
    /// What its cosignatures are verified with.
    pub key: VerifierKey,
}

/// What a witness answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// It cosigned: signature lines.
    Signatures(String),
    /// It has seen the log at another size: this one.
    Size(u64),
    /// Anything else, in a few words for the operator.
    Refused(String),
}

/// Carries requests to witnesses, within [`WITNESS_TIMEOUT`] and [`WITNESS_ANSWER_BYTES_MAX`].
pub trait WitnessTransport: Send + Sync {
    /// Posts to `<url>/add-checkpoint`.
    fn add_checkpoint<'a>(&'a self, url: &'a str, body: String) -> Answer<'a, WitnessAnswer>;

    /// Gets `<url>/<origin_hash>/checkpoint`.
    fn newest<'a>(&'a self, url: &'a str, origin_hash: &'a str) -> Answer<'a, String>;
}

/// Why a witness has not cosigned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CosignError {
    /// It could not be reached.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It refused.
    #[error("{0}")]
    Refused(String),
    /// It says that it has seen another size, and does not show a checkpoint that bears it out.
    #[error("names a size that it does not show")]
    Conflict,
    /// It shows a checkpoint that this log's key signed and that is not of this log's history: an
    /// old copy of the data was put back, or somebody else has the key.
    #[error("has a checkpoint of {0} movements, signed with this log's key, of another history")]
    OtherHistory(u64),
    /// Its signature is not its key's.
    #[error("gave a signature that is not its own")]
    Signature,
    /// No proof could be made for it.
    #[error("the log cannot be read: {0}")]
    Log(String),
}

/// Asks one witness for a published checkpoint. `seen` is the size it has seen last; it corrects that
/// when it knows better.
pub async fn cosign(
    log: &PublicLog,
    published: &Published,
    peer: &WitnessPeer,
    transport: &dyn WitnessTransport,
    seen: &mut u64,
) -> Result<NoteSignature, CosignError> {
    let size = published.size();
    // The second time it is told the size it named. A witness that conflicts with that as well, or
    // with a size beyond ours, has to show why.
    for _ in 0..2 {
        if *seen > size {
            break;
        }
        let proof = log
            .consistency(*seen, size)
            .map_err(|error: LogError| CosignError::Log(error.to_string()))?;
        let request = AddCheckpoint {
            old: *seen,
            proof,
            checkpoint: signed_by_the_log(log, published)?,
        };
        match transport
            .add_checkpoint(&peer.url, request.encode())
            .await
            .map_err(CosignError::Unreachable)?
        {
            WitnessAnswer::Signatures(lines) => {
                let signature = own_signature(published, peer, &lines)?;
                *seen = size;
                return Ok(signature);
            }
            WitnessAnswer::Size(other) => *seen = other,
            WitnessAnswer::Refused(reason) => return Err(CosignError::Refused(reason)),
        }
    }
    Err(conflict(log, published, peer, transport).await)
}

/// What stands behind a witness's conflict: its newest checkpoint of this log, which proves another
/// history only if this log's key signed it.
async fn conflict(
    log: &PublicLog,
    published: &Published,
    peer: &WitnessPeer,
    transport: &dyn WitnessTransport,
) -> CosignError {
    let origin_hash = hex::encode(Sha256::digest(
        published.checkpoint().origin.as_str().as_bytes(),
    ));
    let shown = match transport.newest(&peer.url, &origin_hash).await {
        Ok(shown) => shown,
        Err(reason) => return CosignError::Unreachable(reason),
    };
    let Ok(signed) = SignedCheckpoint::open(&shown, log.verifier()) else {
        return CosignError::Conflict;
    };
    let other = signed.checkpoint();
    if other.size > published.size() {
        return CosignError::OtherHistory(other.size);
    }
    match log.root_at(other.size) {
        Ok(root) if root == other.root => CosignError::Conflict,
        Ok(_) => CosignError::OtherHistory(other.size),
        // Damage of ours is not another's history.
        Err(error) => CosignError::Log(error.to_string()),
    }
}

/// The checkpoint with the log's signature alone: what other witnesses signed is not this one's
/// business, and a note may hold so many only.
fn signed_by_the_log(log: &PublicLog, published: &Published) -> Result<String, CosignError> {
    let failed = |error: tlog::NoteError| CosignError::Log(error.to_string());
    let whole = published.signed.note();
    let mut note = Note::new(whole.text()).map_err(failed)?;
    for signature in whole.signatures() {
        if is_by(signature, log.verifier()) {
            note.add(signature.clone()).map_err(failed)?;
        }
    }
    Ok(note.to_string())
}

fn is_by(signature: &NoteSignature, key: &VerifierKey) -> bool {
    signature.name() == key.name() && signature.id() == key.id()
}

fn own_signature(
    published: &Published,
    peer: &WitnessPeer,
    lines: &str,
) -> Result<NoteSignature, CosignError> {
    let signatures = NoteSignature::parse_lines(lines).map_err(|_| CosignError::Signature)?;
    let signature = signatures
        .into_iter()
        .find(|signature| is_by(signature, &peer.key))
        .ok_or(CosignError::Signature)?;
    let mut note = Note::new(published.signed.note().text()).map_err(|_| CosignError::Signature)?;
    note.add(signature.clone())
        .map_err(|_| CosignError::Signature)?;
    match tlog::verify_cosignature(&note, &peer.key) {
        Ok(_) => Ok(signature),
        Err(_) => Err(CosignError::Signature),
    }
}
