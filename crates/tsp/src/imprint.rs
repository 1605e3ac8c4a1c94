//! What is stamped: a digest.

use der::asn1::{Any, ObjectIdentifier, OctetString};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::asn1::{MessageImprint, oid};

/// The digest of the stamped bytes. The authority sees nothing else of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Imprint {
    /// SHA-256, what we ask for.
    Sha256([u8; 32]),
    /// SHA-384.
    Sha384([u8; 48]),
    /// SHA-512.
    Sha512([u8; 64]),
}

impl Imprint {
    /// The SHA-256 digest of these bytes.
    pub fn sha256(data: &[u8]) -> Self {
        let mut digest = [0; 32];
        digest.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, data).as_ref());
        Self::Sha256(digest)
    }

    /// The SHA-512 digest of these bytes.
    pub fn sha512(data: &[u8]) -> Self {
        let mut digest = [0; 64];
        digest.copy_from_slice(ring::digest::digest(&ring::digest::SHA512, data).as_ref());
        Self::Sha512(digest)
    }

    /// The digest: 32, 48 or 64 bytes.
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(digest) => digest,
            Self::Sha384(digest) => digest,
            Self::Sha512(digest) => digest,
        }
    }

    /// The algorithm's name.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Sha256(_) => "SHA-256",
            Self::Sha384(_) => "SHA-384",
            Self::Sha512(_) => "SHA-512",
        }
    }

    const fn oid(&self) -> ObjectIdentifier {
        match self {
            Self::Sha256(_) => oid::SHA_256,
            Self::Sha384(_) => oid::SHA_384,
            Self::Sha512(_) => oid::SHA_512,
        }
    }

    pub(crate) fn to_asn1(self) -> MessageImprint {
        MessageImprint {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: self.oid(),
                // Either absent or NULL; older authorities know only NULL.
                parameters: Some(Any::null()),
            },
            hashed_message: OctetString::new(self.as_bytes()).expect("a digest is short"),
        }
    }

    /// `None` for another algorithm and for a digest of the wrong length.
    pub(crate) fn from_asn1(imprint: &MessageImprint) -> Option<Self> {
        let parameters = imprint.hash_algorithm.parameters.as_ref();
        if parameters.is_some_and(|parameters| *parameters != Any::null()) {
            return None;
        }
        let digest = imprint.hashed_message.as_bytes();
        match imprint.hash_algorithm.oid {
            oid::SHA_256 => digest.try_into().ok().map(Self::Sha256),
            oid::SHA_384 => digest.try_into().ok().map(Self::Sha384),
            oid::SHA_512 => digest.try_into().ok().map(Self::Sha512),
            _ => None,
        }
    }
}
