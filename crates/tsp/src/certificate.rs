//! A certificate, with what a verification asks of it.

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage};

use crate::asn1::oid;

/// A certificate that could be read, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    inner: x509_cert::Certificate,
}

impl Certificate {
    pub fn parse(der: &[u8]) -> der::Result<Self> {
        Ok(Self {
            der: der.to_vec(),
            inner: x509_cert::Certificate::from_der(der)?,
        })
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject's name as in RFC 4514.
    pub fn subject(&self) -> String {
        self.inner.tbs_certificate().subject().to_string()
    }

    /// The DER of the issuer's name.
    pub fn issuer_der(&self) -> der::Result<Vec<u8>> {
        self.inner.tbs_certificate().issuer().to_der()
    }

    /// The DER of the serial.
    pub fn serial_der(&self) -> der::Result<Vec<u8>> {
        self.inner.tbs_certificate().serial_number().to_der()
    }

    /// First second of validity, since 1970.
    pub fn not_before(&self) -> i64 {
        unix(self.inner.tbs_certificate().validity().not_before)
    }

    /// Last second of validity, since 1970.
    pub fn not_after(&self) -> i64 {
        unix(self.inner.tbs_certificate().validity().not_after)
    }

    /// The algorithm of the public key, its parameters as an object identifier (the curve) where they are one, and the
    /// key's bits.
    pub fn public_key(&self) -> (ObjectIdentifier, Option<ObjectIdentifier>, &[u8]) {
        let key = self.inner.tbs_certificate().subject_public_key_info();
        let curve = key
            .algorithm
            .parameters
            .as_ref()
            .and_then(|any| any.decode_as().ok());
        let bits = key.subject_public_key.as_bytes().unwrap_or_default();
        (key.algorithm.oid, curve, bits)
    }

    /// The subject key identifier.
    pub fn subject_key_id(&self) -> Option<OctetString> {
        let extension = self.extension(oid::SUBJECT_KEY_ID)?;
        OctetString::from_der(extension.extn_value.as_bytes()).ok()
    }

    /// Whether the extended key usage is critical, and the purposes; `None` without that extension. One that cannot
    /// be read has no purposes.
    pub fn purposes(&self) -> Option<(bool, Vec<ObjectIdentifier>)> {
        let extension = self.extension(oid::EXTENDED_KEY_USAGE)?;
        let purposes = ExtendedKeyUsage::from_der(extension.extn_value.as_bytes());
        Some((
            extension.critical,
            purposes.map(|usage| usage.0).unwrap_or_default(),
        ))
    }

    /// Whether the key may sign: it has no key usage, or one with digital signatures or non-repudiation.
    pub fn may_sign(&self) -> bool {
        self.extension(oid::KEY_USAGE).is_none_or(|extension| {
            KeyUsage::from_der(extension.extn_value.as_bytes())
                .is_ok_and(|usage| usage.digital_signature() || usage.non_repudiation())
        })
    }

    fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.inner
            .tbs_certificate()
            .extensions()?
            .iter()
            .find(|extension| extension.extn_id == oid)
    }
}

fn unix(time: x509_cert::time::Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs())
        .expect("the year 9999 is far below 2^63 seconds")
}
