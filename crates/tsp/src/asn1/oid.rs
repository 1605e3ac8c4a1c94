//! The object identifiers that time stamps use.

use der::asn1::ObjectIdentifier as Oid;

const fn oid(dotted: &str) -> Oid {
    Oid::new_unwrap(dotted)
}

/// id-signedData (RFC 5652).
pub const SIGNED_DATA: Oid = oid("1.2.840.113549.1.7.2");
/// id-ct-TSTInfo (RFC 3161).
pub const TST_INFO: Oid = oid("1.2.840.113549.1.9.16.1.4");

/// id-contentType, the attribute (RFC 5652).
pub const CONTENT_TYPE: Oid = oid("1.2.840.113549.1.9.3");
/// id-messageDigest, the attribute (RFC 5652).
pub const MESSAGE_DIGEST: Oid = oid("1.2.840.113549.1.9.4");
/// id-aa-signingCertificate, with SHA-1 (RFC 2634).
pub const SIGNING_CERTIFICATE: Oid = oid("1.2.840.113549.1.9.16.2.12");
/// id-aa-signingCertificateV2, with a digest of one's choice (RFC 5035).
pub const SIGNING_CERTIFICATE_V2: Oid = oid("1.2.840.113549.1.9.16.2.47");

/// id-sha256.
pub const SHA_256: Oid = oid("2.16.840.1.101.3.4.2.1");
/// id-sha384.
pub const SHA_384: Oid = oid("2.16.840.1.101.3.4.2.2");
/// id-sha512.
pub const SHA_512: Oid = oid("2.16.840.1.101.3.4.2.3");

/// rsaEncryption: as a signature's algorithm it means PKCS #1 v1.5 with the signer's digest (RFC 3370).
pub const RSA: Oid = oid("1.2.840.113549.1.1.1");
/// sha256WithRSAEncryption.
pub const RSA_SHA_256: Oid = oid("1.2.840.113549.1.1.11");
/// sha384WithRSAEncryption.
pub const RSA_SHA_384: Oid = oid("1.2.840.113549.1.1.12");
/// sha512WithRSAEncryption.
pub const RSA_SHA_512: Oid = oid("1.2.840.113549.1.1.13");
/// id-RSASSA-PSS.
pub const RSA_PSS: Oid = oid("1.2.840.113549.1.1.10");

/// id-ecPublicKey.
pub const EC: Oid = oid("1.2.840.10045.2.1");
/// secp256r1.
pub const P256: Oid = oid("1.2.840.10045.3.1.7");
/// secp384r1.
pub const P384: Oid = oid("1.3.132.0.34");
/// ecdsa-with-SHA256.
pub const ECDSA_SHA_256: Oid = oid("1.2.840.10045.4.3.2");
/// ecdsa-with-SHA384.
pub const ECDSA_SHA_384: Oid = oid("1.2.840.10045.4.3.3");
/// ecdsa-with-SHA512.
pub const ECDSA_SHA_512: Oid = oid("1.2.840.10045.4.3.4");

/// id-ce-subjectKeyIdentifier.
pub const SUBJECT_KEY_ID: Oid = oid("2.5.29.14");
/// id-ce-keyUsage.
pub const KEY_USAGE: Oid = oid("2.5.29.15");
/// id-ce-basicConstraints.
pub const BASIC_CONSTRAINTS: Oid = oid("2.5.29.19");
/// id-ce-extKeyUsage.
pub const EXTENDED_KEY_USAGE: Oid = oid("2.5.29.37");
/// id-kp-timeStamping.
pub const TIME_STAMPING: Oid = oid("1.3.6.1.5.5.7.3.8");
/// anyExtendedKeyUsage.
pub const ANY_PURPOSE: Oid = oid("2.5.29.37.0");
