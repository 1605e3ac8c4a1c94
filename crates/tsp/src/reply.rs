//! What an authority answers (RFC 3161 section 2.4.2).

mod refusal;
mod text;

use der::{Decode, Encode};

use crate::asn1::cms::ContentInfo;
use crate::asn1::{TimeStampResp, oid};
use crate::{MAX_TOKEN_BYTES, Token, TokenError};

pub use refusal::{FailInfo, Refusal};

/// `granted`.
const GRANTED: u32 = 0;
/// `grantedWithMods`.
const GRANTED_WITH_MODS: u32 = 1;

/// An answer with a token in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    token: Token,
    modified: bool,
    text: String,
}

/// Why an answer holds no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// Longer than [`MAX_TOKEN_BYTES`].
    #[error("the answer has more than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    /// The authority said no, in whatever form.
    #[error("the authority refused: {0}")]
    Refused(Refusal),
    /// The authority said yes and sent no token.
    #[error("the authority granted the request without a time stamp")]
    Missing,
    /// The token in the answer is none.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Neither a reply nor a token nor a text.
    #[error("the answer is no time-stamp reply: {0}")]
    Malformed(der::Error),
}

impl Reply {
    /// Reads the body of an answer, whatever the HTTP status was: a whole reply or a bare token. Kamu SM refuses with
    /// a text somewhere in the ASN.1 and HTTP 200; that comes out as [`ReplyError::Refused`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ReplyError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            return Err(ReplyError::TooLong);
        }
        let malformed = match TimeStampResp::from_der(bytes) {
            Ok(reply) => return Self::from_asn1(&reply),
            Err(error) => error,
        };
        if ContentInfo::from_der(bytes).is_ok_and(|outer| outer.content_type == oid::SIGNED_DATA) {
            return Ok(Self {
                token: Token::parse_bare(bytes)?,
                modified: false,
                text: String::new(),
            });
        }
        match text::anywhere(bytes) {
            text if text.is_empty() => Err(ReplyError::Malformed(malformed)),
            text => Err(ReplyError::Refused(Refusal {
                status: None,
                text,
                fail_info: FailInfo::default(),
            })),
        }
    }

    fn from_asn1(reply: &TimeStampResp) -> Result<Self, ReplyError> {
        let status = &reply.status;
        let strings = status.status_string.as_deref().unwrap_or_default();
        let text = text::joined(strings);
        if status.status > GRANTED_WITH_MODS {
            return Err(ReplyError::Refused(Refusal {
                status: Some(status.status),
                text,
                fail_info: status
                    .fail_info
                    .as_ref()
                    .map(FailInfo::from_asn1)
                    .unwrap_or_default(),
            }));
        }
        let token = reply.time_stamp_token.as_ref().ok_or(ReplyError::Missing)?;
        let der = token.to_der().map_err(ReplyError::Malformed)?;
        Ok(Self {
            token: Token::parse_bare(&der)?,
            modified: status.status != GRANTED,
            text,
        })
    }

    /// The token, not verified.
    pub const fn token(&self) -> &Token {
        &self.token
    }

    /// The token, not verified.
    pub fn into_token(self) -> Token {
        self.token
    }

    /// Whether the authority changed something about the request (`grantedWithMods`).
    pub const fn is_modified(&self) -> bool {
        self.modified
    }

    /// What the authority has to say besides, if anything. Unsigned.
    pub fn text(&self) -> &str {
        &self.text
    }
}
