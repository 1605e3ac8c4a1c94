//! What an authority is asked (RFC 3161 section 2.4.1).

use der::{Decode, Encode};

use crate::asn1::TimeStampReq;
use crate::{Imprint, MAX_REQUEST_BYTES, Number, Oid};

/// A request for a time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    imprint: Imprint,
    policy: Option<Oid>,
    nonce: Option<Number>,
    wants_certificates: bool,
}

/// Why bytes are no request we answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Longer than [`MAX_REQUEST_BYTES`].
    #[error("the request has more than {MAX_REQUEST_BYTES} bytes")]
    TooLong,
    /// Not the DER of a TimeStampReq.
    #[error("the request is not well formed: {0}")]
    Malformed(der::Error),
    /// Not version 1.
    #[error("the request has version {0}, not 1")]
    Version(u8),
    /// Neither SHA-256 nor SHA-384 nor SHA-512, or not of that length.
    #[error("the imprint is no SHA-256, SHA-384 or SHA-512 digest")]
    Digest,
    /// It has extensions; we know none.
    #[error("the request has extensions")]
    Extensions,
}

impl Request {
    /// A request with a nonce, asking for the certificates too: without them a token cannot be checked years later.
    ///
    /// The nonce ties the answer to this request; it must be new each time and hard to guess.
    pub fn new(imprint: Imprint, nonce: u64) -> Self {
        Self {
            imprint,
            policy: None,
            nonce: Some(nonce.into()),
            wants_certificates: true,
        }
    }

    /// Asks for a policy of the authority's instead of its usual one.
    #[must_use]
    pub fn with_policy(self, policy: Oid) -> Self {
        Self {
            policy: Some(policy),
            ..self
        }
    }

    /// What is to be stamped.
    pub const fn imprint(&self) -> &Imprint {
        &self.imprint
    }

    /// The policy asked for.
    pub const fn policy(&self) -> Option<Oid> {
        self.policy
    }

    /// The nonce, if there is one: ours always have one.
    pub const fn nonce(&self) -> Option<&Number> {
        self.nonce.as_ref()
    }

    /// Whether the token is to carry its certificates.
    pub const fn wants_certificates(&self) -> bool {
        self.wants_certificates
    }

    /// The body to send.
    pub fn to_der(&self) -> Vec<u8> {
        let request = TimeStampReq {
            version: 1,
            message_imprint: self.imprint.to_asn1(),
            req_policy: self.policy,
            nonce: self.nonce.clone().map(Number::into_asn1),
            cert_req: self.wants_certificates,
            extensions: None,
        };
        request
            .to_der()
            .expect("a request is short and holds nothing DER cannot write")
    }

    /// Reads what somebody asks of us.
    pub fn parse(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > MAX_REQUEST_BYTES {
            return Err(RequestError::TooLong);
        }
        let request = TimeStampReq::from_der(der).map_err(RequestError::Malformed)?;
        if request.version != 1 {
            return Err(RequestError::Version(request.version));
        }
        if request.extensions.is_some() {
            return Err(RequestError::Extensions);
        }
        Ok(Self {
            imprint: Imprint::from_asn1(&request.message_imprint).ok_or(RequestError::Digest)?,
            policy: request.req_policy,
            nonce: request.nonce.map(Number::from_asn1),
            wants_certificates: request.cert_req,
        })
    }
}
