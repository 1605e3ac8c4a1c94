//! Signed notes: a text and the signatures of those who stand by it (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyKind, KeyName, VerifierKey};

/// Longest note that is read, in bytes: room for a checkpoint with many signatures, long post-quantum ones among them.
pub const MAX_NOTE_BYTES: usize = 128 * 1024;
/// Most signatures of one note; the specification asks for 16 at least.
pub const MAX_SIGNATURES: usize = 64;

/// What begins a signature's line.
const MARK: &str = "\u{2014} ";
/// Length of a key's identifier before a signature, in bytes.
const ID_BYTES: usize = 4;

/// What is wrong with a note, or with a signature that is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`].
    #[error("a note of more than {MAX_NOTE_BYTES} bytes")]
    TooLong,
    /// A control character other than the newline.
    #[error("a note with control characters")]
    Control,
    /// The text is empty or does not end in a newline.
    #[error("a note's text ends in a newline")]
    Text,
    /// No blank line and signature lines after it.
    #[error("a note without signatures")]
    Unsigned,
    /// A line after the last blank one is not a signature.
    #[error("a malformed signature line in a note")]
    SignatureLine,
    /// More than [`MAX_SIGNATURES`].
    #[error("a note with more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// This key has not signed it.
    #[error("the note is not signed by {0}")]
    NotSignedBy(KeyName),
    /// A signature that says it is this key's is not.
    #[error("the note's signature of {0} is not valid")]
    BadSignature(KeyName),
    /// The key signs something else than what it was asked about.
    #[error("{0} is a key of another kind")]
    WrongKind(KeyName),
}

/// A text and its signatures, exactly as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A text that nobody has signed yet; it ends in a newline and has no other control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        check_text(&text)?;
        Ok(Self {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads a signed note. Nothing of it is to be trusted before [`verify`](Self::verify).
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        // The text's own last newline, the blank line, the signatures.
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoteError::Unsigned)?;
        let text = &note[..=text.len()];
        check_text(text)?;
        Ok(Self {
            text: text.to_owned(),
            signatures: NoteSignature::parse_lines(signatures)?,
        })
    }

    /// The signed text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, valid or not.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature. One that is there already is not added again.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() == MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Checks that this key has signed the text. Signatures of other keys are not looked at; each that says it is this
    /// key's must be.
    ///
    /// # Errors
    /// [`NoteError::NotSignedBy`] when no signature bears the key's name and identifier, [`NoteError::BadSignature`]
    /// when one does and is not valid, [`NoteError::WrongKind`] for a witness's key, whose signatures cover more than
    /// the text (see [`verify_cosignature`](crate::verify_cosignature)).
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        if key.kind() != KeyKind::Ed25519 {
            return Err(NoteError::WrongKind(key.name().clone()));
        }
        for signature in self.signatures_of(key)? {
            if !key.verifies(self.text.as_bytes(), &signature.bytes) {
                return Err(NoteError::BadSignature(key.name().clone()));
            }
        }
        Ok(())
    }

    /// The signatures that say they are this key's: one at least.
    pub(crate) fn signatures_of(
        &self,
        key: &VerifierKey,
    ) -> Result<Vec<&NoteSignature>, NoteError> {
        let id = key.id();
        let found: Vec<_> = self
            .signatures
            .iter()
            .filter(|signature| signature.id == id && signature.name == *key.name())
            .collect();
        if found.is_empty() {
            return Err(NoteError::NotSignedBy(key.name().clone()));
        }
        Ok(found)
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        Self::parse(note)
    }
}

impl fmt::Display for Note {
    /// The text, a blank line, the signatures; with one signature or more, what [`Note::parse`] reads.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.text)?;
        for signature in &self.signatures {
            writeln!(out, "{signature}")?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.len() > MAX_NOTE_BYTES {
        return Err(NoteError::TooLong);
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::Control);
    }
    if !text.ends_with('\n') {
        return Err(NoteError::Text);
    }
    Ok(())
}

/// One signature: who says to have signed, with which key, and the signature itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    id: u32,
    bytes: Vec<u8>,
}

impl NoteSignature {
    pub(crate) fn new(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name().clone(),
            id: key.id(),
            bytes,
        }
    }

    /// The name of the key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The identifier of the key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The signature, without the identifier.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads one line, without its newline.
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let (name, base64) = line
            .strip_prefix(MARK)
            .and_then(|rest| rest.split_once(' '))
            .ok_or(NoteError::SignatureLine)?;
        let name = name.parse().map_err(|_| NoteError::SignatureLine)?;
        let bytes = STANDARD
            .decode(base64)
            .map_err(|_| NoteError::SignatureLine)?;
        let (id, bytes) = bytes
            .split_first_chunk::<ID_BYTES>()
            .ok_or(NoteError::SignatureLine)?;
        if bytes.is_empty() {
            return Err(NoteError::SignatureLine);
        }
        Ok(Self {
            name,
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    }

    /// Reads one line or more, each with its newline: the end of a note, or what a witness answers.
    pub fn parse_lines(lines: &str) -> Result<Vec<Self>, NoteError> {
        if lines.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        if lines.is_empty() {
            return Err(NoteError::Unsigned);
        }
        let lines = lines.strip_suffix('\n').ok_or(NoteError::SignatureLine)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(Self::parse(line)?);
        }
        Ok(signatures)
    }
}

impl fmt::Display for NoteSignature {
    /// The line, without its newline.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(out, "{MARK}{} {}", self.name, STANDARD.encode(bytes))
    }
}
