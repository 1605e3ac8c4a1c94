//! Checkpoints: what a log says about itself at one size, as a note's text (C2SP tlog-checkpoint).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::Hash;
use crate::key::{KeyName, MAX_NAME_BYTES, SigningKey, VerifierKey};
use crate::note::{Note, NoteError};
use crate::text;

/// Longest checkpoint text that is read, in bytes, extension lines included.
pub const MAX_CHECKPOINT_TEXT_BYTES: usize = 16 * 1024;

/// Why a text is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Longer than [`MAX_CHECKPOINT_TEXT_BYTES`].
    #[error("a checkpoint of more than {MAX_CHECKPOINT_TEXT_BYTES} bytes")]
    TooLong,
    /// The first line is missing, empty, longer than [`MAX_NAME_BYTES`] or has control characters.
    #[error("a checkpoint without a proper origin")]
    Origin,
    /// The second line is no decimal number of 64 bits without leading zeroes.
    #[error("a checkpoint without a proper tree size")]
    Size,
    /// The third line is not 32 bytes in base64.
    #[error("a checkpoint without a proper root hash")]
    Root,
    /// A line after the third is empty, or the last has no newline.
    #[error("a checkpoint with a malformed line at its end")]
    Lines,
}

/// Why a signed checkpoint cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a note, or not one that the log has signed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The signed text is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// It is about another log than the key's.
    #[error("a checkpoint of {found}, where one of {wanted} was expected")]
    OtherLog {
        /// Whose key it was opened with.
        wanted: KeyName,
        /// The origin it names.
        found: Origin,
    },
}

/// Which log a checkpoint is about: one line of text, by custom a URL without its scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// The line's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        if text.is_empty() || text.len() > MAX_NAME_BYTES || text.contains(char::is_control) {
            return Err(CheckpointError::Origin);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<KeyName> for Origin {
    fn from(name: KeyName) -> Self {
        Self(name.as_str().to_owned())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A log at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: Origin,
    /// Leaves in its tree.
    pub size: u64,
    /// The tree's root.
    pub root: Hash,
}

impl Checkpoint {
    /// The three lines that are signed, each with its newline.
    pub fn text(&self) -> String {
        let root = STANDARD.encode(self.root);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// Reads a note's text. Extension lines, which our logs never write, may follow; they say nothing here.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        if text.len() > MAX_CHECKPOINT_TEXT_BYTES {
            return Err(CheckpointError::TooLong);
        }
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = text.split('\n');
        let origin = lines.next().ok_or(CheckpointError::Origin)?.parse()?;
        let size = lines.next().and_then(text::decimal);
        let root = lines.next().and_then(text::hash);
        let checkpoint = Self {
            origin,
            size: size.ok_or(CheckpointError::Size)?,
            root: root.ok_or(CheckpointError::Root)?,
        };
        if lines.any(str::is_empty) {
            return Err(CheckpointError::Lines);
        }
        Ok(checkpoint)
    }
}

/// A checkpoint whose log's signature was checked, with the note as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Signs a checkpoint. Whoever calls must never sign two that are not consistent.
    ///
    /// # Errors
    /// When its origin is not the key's name.
    pub fn sign(checkpoint: Checkpoint, log: &SigningKey) -> Result<Self, OpenError> {
        of_log(&checkpoint, log.verifier())?;
        let mut note = Note::new(checkpoint.text())?;
        note.add(log.sign(note.text()))?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint and checks that this log has signed it and that it is about this log.
    pub fn open(note: &str, log: &VerifierKey) -> Result<Self, OpenError> {
        Self::from_note(Note::parse(note)?, log)
    }

    /// The same for a note that is read already.
    pub fn from_note(note: Note, log: &VerifierKey) -> Result<Self, OpenError> {
        note.verify(log)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        of_log(&checkpoint, log)?;
        Ok(Self { checkpoint, note })
    }

    /// What was signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note, with every signature on it.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

/// A log's key has the log's name, so that one key never speaks for two logs.
fn of_log(checkpoint: &Checkpoint, log: &VerifierKey) -> Result<(), OpenError> {
    if checkpoint.origin.as_str() == log.name().as_str() {
        return Ok(());
    }
    Err(OpenError::OtherLog {
        wanted: log.name().clone(),
        found: checkpoint.origin.clone(),
    })
}
