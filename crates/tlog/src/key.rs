//! Keys of signed notes: their names, their identifiers and their textual form (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};

use crate::note::NoteSignature;

/// Longest name of a key, in bytes.
pub const MAX_NAME_BYTES: usize = 255;
/// Longest verifier key that is read, in bytes.
const MAX_KEY_TEXT_BYTES: usize = MAX_NAME_BYTES + 64;
/// Length of a key's identifier in its textual form, in hexadecimal digits.
const ID_DIGITS: usize = 8;

/// What is wrong with a key or its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, longer than [`MAX_NAME_BYTES`], or with a blank, a plus sign or a control character in it.
    #[error("not a key's name: 1 to {MAX_NAME_BYTES} bytes without blanks and plus signs")]
    Name,
    /// Not `name+identifier+base64`.
    #[error("not a verifier key: name+identifier+base64")]
    Malformed,
    /// A key of a kind that is not known here.
    #[error("a verifier key of an unknown kind ({0:#04x})")]
    Kind(u8),
    /// No point of the curve, or one under which anything can be signed.
    #[error("not an Ed25519 public key")]
    PublicKey,
    /// The identifier is not that of this name and key.
    #[error("the verifier key's identifier does not belong to its name and key")]
    Id,
}

/// The name of a key: non-empty, without blanks, plus signs and control characters; by custom a URL without its scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.len() > MAX_NAME_BYTES || text.contains(bad) {
            return Err(KeyError::Name);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a key signs; part of its identifier, so that a signature of one kind is never taken for another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The note's text, by Ed25519 (0x01): a log.
    Ed25519,
    /// A checkpoint and the time it was seen, by Ed25519 (0x04): a witness (C2SP tlog-cosignature).
    Cosignature,
}

impl KeyKind {
    fn to_byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::Cosignature),
            other => Err(KeyError::Kind(other)),
        }
    }
}

/// A public key with its name, as `name+identifier+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    kind: KeyKind,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    pub(crate) fn new(name: KeyName, kind: KeyKind, key: ed25519_dalek::VerifyingKey) -> Self {
        Self { name, kind, key }
    }

    /// Its name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Its identifier: the first four bytes of SHA-256 over name, newline, kind and public key. It tells keys apart and
    /// proves nothing.
    pub fn id(&self) -> u32 {
        let mut hasher = Sha256::new();
        hasher.update(self.name.as_str());
        hasher.update([b'\n', self.kind.to_byte()]);
        hasher.update(self.key.as_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// Checks a signature over these bytes, strictly: one message and key have one signature only.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.to_byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(
            out,
            "{}+{:08x}+{}",
            self.name,
            self.id(),
            STANDARD.encode(bytes)
        )
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_KEY_TEXT_BYTES {
            return Err(KeyError::Malformed);
        }
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(KeyError::Malformed);
        let (name, id, key) = (part()?, part()?, part()?);
        let name = name.parse()?;
        let hexadecimal = id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if id.len() != ID_DIGITS || !hexadecimal {
            return Err(KeyError::Malformed);
        }
        let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Malformed)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Malformed)?;
        let (kind, key) = bytes.split_first().ok_or(KeyError::Malformed)?;
        let kind = KeyKind::from_byte(*kind)?;
        let key = key.try_into().map_err(|_| KeyError::PublicKey)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(key).map_err(|_| KeyError::PublicKey)?;
        if key.is_weak() {
            return Err(KeyError::PublicKey);
        }
        let verifier = Self { name, kind, key };
        if verifier.id() != id {
            return Err(KeyError::Id);
        }
        Ok(verifier)
    }
}

/// A key that signs notes: the log's own.
pub struct SigningKey {
    verifier: VerifierKey,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of this name made from 32 secret random bytes (RFC 8032's private key).
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Self {
            verifier: VerifierKey::new(name, KeyKind::Ed25519, key.verifying_key()),
            key,
        }
    }

    /// Its public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a note's text, which ends in a newline.
    pub fn sign(&self, text: &str) -> NoteSignature {
        let signature = self.key.sign(text.as_bytes());
        NoteSignature::new(&self.verifier, signature.to_bytes().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    /// The public half.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SigningKey({})", self.verifier)
    }
}
