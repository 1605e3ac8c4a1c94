//! Cosignatures: a witness says that it has seen a checkpoint, and when (C2SP tlog-cosignature, version 1).

use std::fmt;

use ed25519_dalek::Signer as _;

use crate::key::{KeyKind, KeyName, VerifierKey};
use crate::note::{Note, NoteError, NoteSignature};

/// Latest time a cosignature may bear, in seconds since 1970 (the specification's limit).
pub const MAX_COSIGNATURE_TIME_S: u64 = i64::MAX.cast_unsigned();

/// A witness's key.
///
/// What it signs does not name the witness, so one key must not serve two of them.
pub struct Cosigner {
    verifier: VerifierKey,
    key: ed25519_dalek::SigningKey,
}

impl Cosigner {
    /// The key of this name made from 32 secret random bytes (RFC 8032's private key).
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Self {
            verifier: VerifierKey::new(name, KeyKind::Cosignature, key.verifying_key()),
            key,
        }
    }

    /// Its public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Cosigns a checkpoint's text, all its lines, as seen at this time in seconds since 1970: "I know of no larger
    /// tree of this log, and of none that contradicts it." Whoever calls must have made sure, durably.
    ///
    /// `None` when the time is after [`MAX_COSIGNATURE_TIME_S`].
    pub fn cosign(&self, text: &str, time_unix_s: u64) -> Option<NoteSignature> {
        if time_unix_s > MAX_COSIGNATURE_TIME_S {
            return None;
        }
        let signature = self.key.sign(message(text, time_unix_s).as_bytes());
        let mut bytes = time_unix_s.to_be_bytes().to_vec();
        bytes.extend_from_slice(&signature.to_bytes());
        Some(NoteSignature::new(&self.verifier, bytes))
    }
}

impl fmt::Debug for Cosigner {
    /// The public half.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Cosigner({})", self.verifier)
    }
}

/// Checks that this witness has cosigned the note and tells when, in seconds since 1970; the latest time when it did so
/// several times, each of which must be valid.
///
/// # Errors
/// As [`Note::verify`], with [`NoteError::WrongKind`] for a key that is no witness's.
pub fn verify_cosignature(note: &Note, witness: &VerifierKey) -> Result<u64, NoteError> {
    if witness.kind() != KeyKind::Cosignature {
        return Err(NoteError::WrongKind(witness.name().clone()));
    }
    let mut latest = 0;
    for signature in note.signatures_of(witness)? {
        let time = checked_time(note.text(), witness, signature.bytes());
        latest = latest.max(time.ok_or_else(|| NoteError::BadSignature(witness.name().clone()))?);
    }
    Ok(latest)
}

fn checked_time(text: &str, witness: &VerifierKey, bytes: &[u8]) -> Option<u64> {
    let (time, signature) = bytes.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    let valid = time <= MAX_COSIGNATURE_TIME_S
        && witness.verifies(message(text, time).as_bytes(), signature);
    valid.then_some(time)
}

fn message(text: &str, time_unix_s: u64) -> String {
    format!("cosignature/v1\ntime {time_unix_s}\n{text}")
}
