//! The two certificates of a development authority.

use std::str::FromStr;
use std::time::Duration;

use der::asn1::{Any, BitString, GeneralizedTime, ObjectIdentifier, OctetString, Uint, UtcTime};
use der::{DateTime, Encode, Sequence};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};
use x509_cert::name::Name;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use super::AuthorityError;
use crate::asn1::oid;

/// The first year that UTCTime cannot name (RFC 5280 section 4.1.2.5).
const FIRST_GENERALIZED_YEAR: u16 = 2050;

/// Certificate.
#[derive(Sequence)]
struct Certificate {
    tbs: Tbs,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// TBSCertificate, always of version 3.
#[derive(Clone, Sequence)]
struct Tbs {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: Uint,
    algorithm: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

/// What a certificate says.
pub struct Content<'a> {
    pub subject: &'a str,
    pub key: &'a SigningKey,
    pub issuer: &'a str,
    /// Up to 20 bytes, never the same twice for one issuer.
    pub serial: [u8; 16],
    pub validity: Validity,
    pub extensions: Vec<Extension>,
}

impl Content<'_> {
    /// The certificate's DER, signed by the issuer's key.
    pub fn sign(self, issuer_key: &SigningKey) -> Vec<u8> {
        let fixed = "names and numbers of our own fit into DER";
        let algorithm = AlgorithmIdentifierOwned {
            oid: oid::ECDSA_SHA_256,
            parameters: None,
        };
        let tbs = Tbs {
            version: 2,
            serial: Uint::new(&self.serial).expect(fixed),
            algorithm: algorithm.clone(),
            issuer: Name::from_str(self.issuer).expect(fixed),
            validity: self.validity,
            subject: Name::from_str(self.subject).expect(fixed),
            key: public_key(self.key),
            extensions: self.extensions,
        };
        let signature: p256::ecdsa::Signature = issuer_key.sign(&tbs.to_der().expect(fixed));
        let certificate = Certificate {
            tbs,
            algorithm,
            signature: BitString::from_bytes(signature.to_der().as_bytes()).expect(fixed),
        };
        certificate.to_der().expect(fixed)
    }
}

fn public_key(key: &SigningKey) -> SubjectPublicKeyInfoOwned {
    let fixed = "a point of P-256 is 65 bytes";
    SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: oid::EC,
            parameters: Some(Any::encode_from(&oid::P256).expect(fixed)),
        },
        subject_public_key: BitString::from_bytes(&key.verifying_key().to_sec1_bytes())
            .expect(fixed),
    }
}

/// From the one second to the other, both included, in seconds since 1970.
pub fn validity(not_before: i64, not_after: i64) -> Result<Validity, AuthorityError> {
    if not_before > not_after {
        return Err(AuthorityError::Validity);
    }
    Ok(Validity::new(time(not_before)?, time(not_after)?))
}

fn time(unix_seconds: i64) -> Result<Time, AuthorityError> {
    let seconds = u64::try_from(unix_seconds).map_err(|_| AuthorityError::Validity)?;
    let date = DateTime::from_unix_duration(Duration::from_secs(seconds))
        .map_err(|_| AuthorityError::Validity)?;
    if date.year() < FIRST_GENERALIZED_YEAR {
        return UtcTime::from_date_time(date)
            .map(Time::UtcTime)
            .map_err(|_| AuthorityError::Validity);
    }
    Ok(Time::GeneralTime(GeneralizedTime::from_date_time(date)))
}

/// A root that signs certificates of signers only.
pub fn root_extensions() -> Vec<Extension> {
    let constraints = BasicConstraints {
        ca: true,
        path_len_constraint: Some(0),
    };
    vec![
        critical(oid::BASIC_CONSTRAINTS, &constraints),
        critical(oid::KEY_USAGE, &KeyUsage(KeyUsages::KeyCertSign.into())),
    ]
}

/// A signer of time stamps.
pub fn signer_extensions() -> Vec<Extension> {
    vec![
        critical(
            oid::KEY_USAGE,
            &KeyUsage(KeyUsages::DigitalSignature.into()),
        ),
        critical(
            oid::EXTENDED_KEY_USAGE,
            &ExtendedKeyUsage(vec![oid::TIME_STAMPING]),
        ),
    ]
}

fn critical(extn_id: ObjectIdentifier, value: &impl Encode) -> Extension {
    let fixed = "extensions of our own fit into DER";
    Extension {
        extn_id,
        critical: true,
        extn_value: OctetString::new(value.to_der().expect(fixed)).expect(fixed),
    }
}
