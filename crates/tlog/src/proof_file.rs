//! A leaf's proof as one file that stands on its own (C2SP tlog-proof, `c2sp.org/tlog-proof@v1`).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{OpenError, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::{Note, NoteError};
use crate::proof::{ProofError, verify_inclusion};
use crate::text::{self, HashesError};

/// Most hashes in one file: a path through a tree of 2^64 leaves.
pub const MAX_INCLUSION_HASHES: usize = 64;
/// Longest extra data, in bytes.
pub const MAX_EXTRA_BYTES: usize = 64 * 1024;
/// Longest file that is read, in bytes: extra data in base64, hashes and the checkpoint.
pub const MAX_PROOF_FILE_BYTES: usize = 256 * 1024;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Why a text is no proof file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// Longer than [`MAX_PROOF_FILE_BYTES`].
    #[error("a proof of more than {MAX_PROOF_FILE_BYTES} bytes")]
    TooLong,
    /// Another first line.
    #[error("a proof begins with the line {HEADER}")]
    Header,
    /// The extra data are not base64, or more than [`MAX_EXTRA_BYTES`].
    #[error("a proof with malformed extra data")]
    Extra,
    /// No line `index N`.
    #[error("a proof without a proper index")]
    Index,
    /// More than [`MAX_INCLUSION_HASHES`].
    #[error("a proof with more than {MAX_INCLUSION_HASHES} hashes")]
    TooManyHashes,
    /// A hash is not 32 bytes in base64, or no blank line follows them.
    #[error("a proof with a malformed hash")]
    Hash,
    /// What stands after the blank line is no signed note.
    #[error("a proof without a proper checkpoint: {0}")]
    Checkpoint(#[from] NoteError),
}

/// Why a leaf is not proven.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// The checkpoint is not one the log has signed.
    #[error(transparent)]
    Checkpoint(#[from] OpenError),
    /// The hashes do not lead from the leaf to the checkpoint's root.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// Where a leaf is, the way from it to the root, and the checkpoint that signs the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Anything the application adds; nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The leaf's index in the log.
    pub index: u64,
    /// The inclusion proof, from the leaf's sibling up.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, with cosignatures when there are any.
    pub checkpoint: Note,
}

impl ProofFile {
    /// Reads a file. Nothing of it is to be trusted before [`verify`](Self::verify).
    pub fn parse(file: &str) -> Result<Self, ProofFileError> {
        if file.len() > MAX_PROOF_FILE_BYTES {
            return Err(ProofFileError::TooLong);
        }
        let mut rest = file
            .strip_prefix(HEADER)
            .and_then(|rest| rest.strip_prefix('\n'))
            .ok_or(ProofFileError::Header)?;
        let mut extra = None;
        if let Some(after) = rest.strip_prefix("extra ") {
            let (base64, after) = after.split_once('\n').ok_or(ProofFileError::Extra)?;
            extra = Some(parse_extra(base64)?);
            rest = after;
        }
        let (index, rest) = rest
            .strip_prefix("index ")
            .and_then(|rest| rest.split_once('\n'))
            .ok_or(ProofFileError::Index)?;
        let index = text::decimal(index).ok_or(ProofFileError::Index)?;
        let (hashes, checkpoint) = text::hashes(rest, MAX_INCLUSION_HASHES)?;
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: Note::parse(checkpoint)?,
        })
    }

    /// Checks that this log has signed the checkpoint and that a leaf of this hash is in it, and gives the checkpoint.
    /// Of witnesses' signatures nothing is said here.
    pub fn verify(&self, leaf: &Hash, log: &VerifierKey) -> Result<SignedCheckpoint, LeafError> {
        let signed = SignedCheckpoint::from_note(self.checkpoint.clone(), log)?;
        let tree = signed.checkpoint();
        verify_inclusion(self.index, tree.size, leaf, &tree.root, &self.hashes)?;
        Ok(signed)
    }
}

fn parse_extra(base64: &str) -> Result<Vec<u8>, ProofFileError> {
    let extra = STANDARD.decode(base64).map_err(|_| ProofFileError::Extra)?;
    if extra.len() > MAX_EXTRA_BYTES {
        return Err(ProofFileError::Extra);
    }
    Ok(extra)
}

impl From<HashesError> for ProofFileError {
    fn from(error: HashesError) -> Self {
        match error {
            HashesError::TooMany => Self::TooManyHashes,
            HashesError::Line => Self::Hash,
        }
    }
}

impl FromStr for ProofFile {
    type Err = ProofFileError;

    fn from_str(file: &str) -> Result<Self, ProofFileError> {
        Self::parse(file)
    }
}

impl fmt::Display for ProofFile {
    /// The file.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(out, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        let mut hashes = String::new();
        text::push_hashes(&mut hashes, &self.hashes);
        write!(out, "{hashes}\n{}", self.checkpoint)
    }
}
