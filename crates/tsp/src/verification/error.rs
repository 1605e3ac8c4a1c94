//! Why a token proves nothing.

use crate::Oid;

/// One variant for each cause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// It stamps other bytes.
    #[error("the time stamp is for other data")]
    Imprint,
    /// It has no nonce, and the request had one.
    #[error("the time stamp repeats no nonce")]
    NonceMissing,
    /// It answers another request.
    #[error("the time stamp answers another request")]
    Nonce,
    /// Its policy is none of those accepted.
    #[error("the time stamp was made under policy {0}, which is not accepted")]
    Policy(Oid),
    /// The TSTInfo has a critical extension; we know none.
    #[error("the time stamp has an unknown critical extension {0}")]
    Extension(Oid),
    /// There must be exactly one signer.
    #[error("the time stamp has {0} signers, not one")]
    Signers(usize),
    /// A part of the signature that names the signer or an attribute cannot be read, or is there twice.
    #[error("the signature's attributes are not well formed: {0}")]
    Malformed(&'static str),
    /// An attribute is missing.
    #[error("the signature does not cover its {0}")]
    AttributeMissing(&'static str),
    /// The signed attributes speak of another type of content.
    #[error("the signature is for another type of content")]
    ContentType,
    /// The signed digest is not that of the content.
    #[error("the content was changed after it was signed")]
    MessageDigest,
    /// The signer's certificate is neither in the token nor among the trusted.
    #[error("the certificate of the signer is missing")]
    CertificateMissing,
    /// The signed attributes name another certificate (ESSCertID).
    #[error("the signature names another certificate")]
    CertificateMismatch,
    /// A digest or signature algorithm we do not accept.
    #[error("the algorithm {0} is not accepted")]
    Algorithm(Oid),
    /// A key shorter than 2048 bits, longer than 8192, or on another curve than P-256 and P-384.
    #[error("the signer's key is too weak or of an unknown kind")]
    Key,
    /// The signature is not by the signer's key.
    #[error("the signature is wrong")]
    Signature,
    /// The certificate does not say what it is for.
    #[error("the signer's certificate is not for time stamps: it has no extended key usage")]
    PurposeMissing,
    /// It may be for time stamps, but not critically so (RFC 3161 section 2.3).
    #[error("the signer's certificate does not mark its extended key usage as critical")]
    PurposeNotCritical,
    /// It is for something else, or for more than time stamps.
    #[error("the signer's certificate is for other things than time stamps")]
    Purpose,
    /// Its key usage allows no signatures.
    #[error("the signer's key may not sign")]
    KeyUsage,
    /// No chain leads to a trusted certificate.
    #[error("no chain of certificates leads to a trusted one")]
    Untrusted,
    /// A certificate in the chain is not signed by the next one.
    #[error("a certificate's signature is wrong")]
    ChainSignature,
    /// A certificate in the chain had ended.
    #[error("a certificate had ended at {not_after}, before {at} (seconds since 1970)")]
    Expired {
        /// Its last second.
        not_after: i64,
        /// When it was needed.
        at: i64,
    },
    /// A certificate in the chain had not begun.
    #[error("a certificate began at {not_before}, after {at} (seconds since 1970)")]
    NotYetValid {
        /// Its first second.
        not_before: i64,
        /// When it was needed.
        at: i64,
    },
    /// Something else is wrong with a certificate in the chain.
    #[error("a certificate of the chain is not acceptable: {0}")]
    Chain(String),
}
