//! What a log asks of a witness, and how a witness decides (C2SP tlog-witness).

use crate::checkpoint::{OpenError, SignedCheckpoint};
use crate::hash::{Hash, empty_root};
use crate::key::VerifierKey;
use crate::note::MAX_NOTE_BYTES;
use crate::proof::{ProofError, verify_consistency};
use crate::text::{self, HashesError};

/// Most hashes of one request (the specification's limit).
pub const MAX_WITNESS_PROOF_HASHES: usize = 63;
/// Longest request that is read, in bytes: the older size, the hashes and the checkpoint.
pub const MAX_ADD_CHECKPOINT_BYTES: usize = MAX_NOTE_BYTES + 4 * 1024;
/// The media type of a conflict's answer, whose text is the size the witness knows and a newline.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// Why bytes are no request to a witness.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessMessageError {
    /// Longer than [`MAX_ADD_CHECKPOINT_BYTES`].
    #[error("a request of more than {MAX_ADD_CHECKPOINT_BYTES} bytes")]
    TooLong,
    /// No line `old N` at its beginning.
    #[error("a request without a proper older size")]
    Old,
    /// More than [`MAX_WITNESS_PROOF_HASHES`].
    #[error("a request with more than {MAX_WITNESS_PROOF_HASHES} hashes")]
    TooManyHashes,
    /// A hash is not 32 bytes in base64, or no blank line follows them.
    #[error("a request with a malformed hash")]
    Hash,
    /// The answer of a conflict is not a size and a newline.
    #[error("an answer that is no tree size")]
    Size,
}

/// The request `add-checkpoint`: cosign this checkpoint, which continues the one of `old` leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Leaves in the tree the witness cosigned last; 0 when it is the first.
    pub old: u64,
    /// The consistency proof; empty from 0.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, not yet looked at.
    pub checkpoint: String,
}

impl AddCheckpoint {
    /// The request's body.
    pub fn encode(&self) -> String {
        let mut body = format!("old {}\n", self.old);
        text::push_hashes(&mut body, &self.proof);
        body.push('\n');
        body.push_str(&self.checkpoint);
        body
    }

    /// Reads a request's body.
    pub fn parse(body: &str) -> Result<Self, WitnessMessageError> {
        if body.len() > MAX_ADD_CHECKPOINT_BYTES {
            return Err(WitnessMessageError::TooLong);
        }
        let (old, rest) = body
            .strip_prefix("old ")
            .and_then(|rest| rest.split_once('\n'))
            .ok_or(WitnessMessageError::Old)?;
        let old = text::decimal(old).ok_or(WitnessMessageError::Old)?;
        let (proof, checkpoint) = text::hashes(rest, MAX_WITNESS_PROOF_HASHES)?;
        Ok(Self {
            old,
            proof,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// The origin the checkpoint names, by which a witness finds the log's key and what it knows of the log; `None`
    /// when there is none. Not to be trusted before [`judge`](Self::judge).
    pub fn origin(&self) -> Option<&str> {
        let (origin, _) = self.checkpoint.split_once('\n')?;
        (!origin.is_empty()).then_some(origin)
    }

    /// A witness's decision: the checkpoint it may cosign, after it has kept it durably in place of `last`, the size
    /// and root it cosigned last for this log (`None` when it never did).
    ///
    /// Reading `last`, deciding and keeping must be one step, or two requests could take the log back.
    pub fn judge(
        &self,
        log: &VerifierKey,
        last: Option<(u64, Hash)>,
    ) -> Result<SignedCheckpoint, Refusal> {
        let signed = SignedCheckpoint::open(&self.checkpoint, log).map_err(Refusal::NotSigned)?;
        let new = signed.checkpoint();
        if self.old > new.size {
            return Err(Refusal::OldAboveNew {
                old: self.old,
                new: new.size,
            });
        }
        let (size, root) = last.unwrap_or((0, empty_root()));
        if self.old != size {
            return Err(Refusal::OtherSize { known: size });
        }
        if new.size == size && new.root != root {
            return Err(Refusal::SplitView { size });
        }
        verify_consistency(size, &root, new.size, &new.root, &self.proof)?;
        Ok(signed)
    }
}

/// The answer to a request about another size than the witness knows.
pub fn encode_size(size: u64) -> String {
    format!("{size}\n")
}

/// Reads what [`encode_size`] writes.
pub fn parse_size(body: &str) -> Result<u64, WitnessMessageError> {
    body.strip_suffix('\n')
        .and_then(text::decimal)
        .ok_or(WitnessMessageError::Size)
}

impl From<HashesError> for WitnessMessageError {
    fn from(error: HashesError) -> Self {
        match error {
            HashesError::TooMany => Self::TooManyHashes,
            HashesError::Line => Self::Hash,
        }
    }
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The log has not signed it.
    #[error("the log has not signed this checkpoint: {0}")]
    NotSigned(OpenError),
    /// The older size is above the newer one.
    #[error("the older size {old} is above the checkpoint's {new}")]
    OldAboveNew {
        /// The request's older size.
        old: u64,
        /// The checkpoint's size.
        new: u64,
    },
    /// The witness knows another size; the log asks again from there.
    #[error("the witness knows {known} leaves")]
    OtherSize {
        /// Leaves in the tree it cosigned last.
        known: u64,
    },
    /// The log has signed two different trees of one size: it shows different views to different readers.
    #[error("the log has signed two roots for {size} leaves")]
    SplitView {
        /// The size.
        size: u64,
    },
    /// The proof does not lead from the known tree to the new one.
    #[error("the new tree does not continue the known one: {0}")]
    Inconsistent(#[from] ProofError),
}
