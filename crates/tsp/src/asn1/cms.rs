//! The structures of RFC 5652 (CMS) that carry a token.

use der::Sequence;
use der::asn1::{Any, ObjectIdentifier, OctetString};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::AnyOrder;

/// ContentInfo.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct ContentInfo {
    pub content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub content: Any,
}

/// SignedData.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct SignedData {
    pub version: u8,
    pub digest_algorithms: AnyOrder<AlgorithmIdentifierOwned>,
    pub encap_content_info: EncapsulatedContentInfo,
    /// Certificates, and other things that are not looked at.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub certificates: Option<AnyOrder<Any>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub crls: Option<AnyOrder<Any>>,
    pub signer_infos: AnyOrder<SignerInfo>,
}

/// EncapsulatedContentInfo.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct EncapsulatedContentInfo {
    pub content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub content: Option<OctetString>,
}

/// SignerInfo.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct SignerInfo {
    pub version: u8,
    /// SignerIdentifier: an [`IssuerAndSerialNumber`] or `[0]` a subject key identifier.
    pub sid: Any,
    pub digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub signed_attributes: Option<AnyOrder<Attribute>>,
    pub signature_algorithm: AlgorithmIdentifierOwned,
    pub signature: OctetString,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub unsigned_attributes: Option<AnyOrder<Attribute>>,
}

/// IssuerAndSerialNumber, to be compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct IssuerAndSerialNumber {
    pub issuer: Any,
    pub serial_number: Any,
}

/// Attribute.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Attribute {
    pub oid: ObjectIdentifier,
    pub values: AnyOrder<Any>,
}
