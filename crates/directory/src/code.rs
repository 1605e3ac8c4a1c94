//! One-time codes by which people prove addresses. Only their MACs are kept.

use std::fmt;
use std::str::FromStr;

/// Names one code that was sent. Its text form is 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChallengeId(pub [u8; 16]);

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What is no [`ChallengeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a code that was sent")]
pub struct NoChallengeId;

impl FromStr for ChallengeId {
    type Err = NoChallengeId;

    fn from_str(text: &str) -> Result<Self, NoChallengeId> {
        let mut id = [0; 16];
        hex::decode_to_slice(text, &mut id).map_err(|_| NoChallengeId)?;
        Ok(Self(id))
    }
}
