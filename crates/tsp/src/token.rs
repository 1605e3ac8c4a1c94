//! A time-stamp token: a CMS SignedData over a TSTInfo.

use std::fmt;

use der::{Decode, Encode};

use crate::asn1::cms::{ContentInfo, SignedData};
use crate::asn1::{PkiStatusInfo, TimeStampResp, TstInfo, oid};
use crate::reply::Reply;
use crate::{Accuracy, GenTime, Imprint, MAX_TOKEN_BYTES, Number, Oid, ReplyError};

/// A token of the right form. What it says is nobody's word until [`crate::verify`] has seen it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The ContentInfo as it came.
    der: Vec<u8>,
    pub(crate) signed: SignedData,
    /// The bytes of the TSTInfo, which the signature covers through their digest.
    pub(crate) content: Vec<u8>,
    pub(crate) info: TstInfo,
    imprint: Imprint,
}

/// Why bytes are no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN_BYTES`].
    #[error("the time stamp has more than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    /// Not the DER of a ContentInfo, SignedData or TSTInfo.
    #[error("the time stamp is not well formed: {0}")]
    Malformed(der::Error),
    /// The CMS holds something else than signed data.
    #[error("the time stamp is no signed data but {0}")]
    NotSigned(Oid),
    /// The signed data holds something else than a TSTInfo, or nothing.
    #[error("the signed data is no time stamp but {0}")]
    NotTimeStamp(Oid),
    /// A version number other than the one the RFCs give for this content.
    #[error("the time stamp has an unknown version")]
    Version,
    /// Neither SHA-256 nor SHA-384 nor SHA-512, or not of that length.
    #[error("the stamped digest is no SHA-256, SHA-384 or SHA-512 digest")]
    Digest,
    /// It is the reply of an authority that granted nothing.
    #[error("the file is a refusal, not a time stamp: {0}")]
    Refused(Box<ReplyError>),
}

impl Token {
    /// Reads a bare token or a whole reply that grants one: authorities' tools keep the one or the other. It must be
    /// DER, as RFC 3161 has it, but for the order of certificates and for zeros at the end of a fraction of a second.
    pub fn parse(bytes: &[u8]) -> Result<Self, TokenError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLong);
        }
        if TimeStampResp::from_der(bytes).is_ok() {
            return match Reply::parse(bytes) {
                Ok(reply) => Ok(reply.into_token()),
                Err(ReplyError::Token(error)) => Err(error),
                Err(refused) => Err(TokenError::Refused(Box::new(refused))),
            };
        }
        Self::parse_bare(bytes)
    }

    /// Reads a bare token.
    pub(crate) fn parse_bare(bytes: &[u8]) -> Result<Self, TokenError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLong);
        }
        let outer = ContentInfo::from_der(bytes).map_err(TokenError::Malformed)?;
        if outer.content_type != oid::SIGNED_DATA {
            return Err(TokenError::NotSigned(outer.content_type));
        }
        let signed: SignedData = outer.content.decode_as().map_err(TokenError::Malformed)?;
        let inner = &signed.encap_content_info;
        let content = match &inner.content {
            Some(content) if inner.content_type == oid::TST_INFO => content.as_bytes().to_vec(),
            _ => return Err(TokenError::NotTimeStamp(inner.content_type)),
        };
        let info = TstInfo::from_der(&content).map_err(TokenError::Malformed)?;
        // RFC 5652 section 5.1: version 3 for any content other than plain data.
        if info.version != 1 || signed.version != 3 {
            return Err(TokenError::Version);
        }
        Ok(Self {
            der: bytes.to_vec(),
            imprint: Imprint::from_asn1(&info.message_imprint).ok_or(TokenError::Digest)?,
            signed,
            content,
            info,
        })
    }

    /// The bare token, byte by byte as the authority wrote it.
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// The token in a reply that grants it, which most tools expect in a `.tsr` file.
    pub fn to_reply_der(&self) -> Vec<u8> {
        let reply = TimeStampResp {
            status: PkiStatusInfo {
                status: 0,
                status_string: None,
                fail_info: None,
            },
            time_stamp_token: Some(Decode::from_der(&self.der).expect("it was read as DER before")),
        };
        reply
            .to_der()
            .expect("a few bytes around a token stay within DER's lengths")
    }

    /// When the authority says it saw the imprint.
    pub const fn time(&self) -> GenTime {
        self.info.gen_time
    }

    /// How far that time may be off, if the authority says so.
    pub const fn accuracy(&self) -> Option<Accuracy> {
        self.info.accuracy
    }

    /// The token's number, unique at its authority.
    pub fn serial(&self) -> Number {
        Number::from_asn1(self.info.serial_number.clone())
    }

    /// The authority's rules under which it was made.
    pub const fn policy(&self) -> Oid {
        self.info.policy
    }

    /// What was stamped.
    pub const fn imprint(&self) -> &Imprint {
        &self.imprint
    }

    /// The request's nonce.
    pub fn nonce(&self) -> Option<Number> {
        self.info.nonce.clone().map(Number::from_asn1)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Token")
            .field("time", &self.info.gen_time)
            .field("serial", &self.info.serial_number)
            .field("bytes", &self.der.len())
            .finish_non_exhaustive()
    }
}
