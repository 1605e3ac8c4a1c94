//! The signed attributes of a token's signer (RFC 5652 section 11, RFC 5035).

use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Encode, Tag, Tagged};
use ring::digest;

use super::{VerifyError, algorithm};
use crate::asn1::cms::{Attribute, SignerInfo};
use crate::asn1::ess::{
    EssCertId, EssCertIdV2, IssuerSerial, SigningCertificate, SigningCertificateV2,
};
use crate::asn1::{AnyOrder, oid};
use crate::certificate::Certificate;

/// Attributes that the signature covers.
pub struct Signed<'a>(&'a AnyOrder<Attribute>);

impl<'a> Signed<'a> {
    pub fn of(signer: &'a SignerInfo) -> Result<Self, VerifyError> {
        let attributes = signer.signed_attributes.as_ref();
        attributes
            .map(Self)
            .ok_or(VerifyError::AttributeMissing("attributes"))
    }

    /// What is signed: the attributes as a SET OF, not with the tag they have on the wire.
    pub fn to_der(&self) -> Result<Vec<u8>, VerifyError> {
        self.0
            .to_der()
            .map_err(|_| VerifyError::Malformed("signed attributes"))
    }

    /// The content type must be a time stamp's, and the digest the content's.
    pub fn check_content(
        &self,
        content: &[u8],
        algorithm: &'static digest::Algorithm,
    ) -> Result<(), VerifyError> {
        let kind: ObjectIdentifier = self.required(oid::CONTENT_TYPE, "content type")?;
        if kind != oid::TST_INFO {
            return Err(VerifyError::ContentType);
        }
        let digest: OctetString = self.required(oid::MESSAGE_DIGEST, "message digest")?;
        if digest.as_bytes() != digest::digest(algorithm, content).as_ref() {
            return Err(VerifyError::MessageDigest);
        }
        Ok(())
    }

    /// What the attributes say about the signer's certificate.
    pub fn signing_certificate(&self) -> Result<Named, VerifyError> {
        let name = "signing certificate";
        let first: Option<SigningCertificate> = self.optional(oid::SIGNING_CERTIFICATE, name)?;
        let second: Option<SigningCertificateV2> =
            self.optional(oid::SIGNING_CERTIFICATE_V2, name)?;
        if first.is_none() && second.is_none() {
            return Err(VerifyError::AttributeMissing(name));
        }
        // The first entry is the signer's. Further ones only narrow the chain (RFC 5035 section 5.4), and the chain
        // is judged by those we trust.
        let head = |is_empty: bool| {
            if is_empty {
                Err(VerifyError::Malformed(name))
            } else {
                Ok(())
            }
        };
        head(first.as_ref().is_some_and(|named| named.certs.is_empty()))?;
        head(second.as_ref().is_some_and(|named| named.certs.is_empty()))?;
        Ok(Named {
            first: first.and_then(|named| named.certs.into_iter().next()),
            second: second.and_then(|named| named.certs.into_iter().next()),
        })
    }

    fn required<T>(&self, oid: ObjectIdentifier, name: &'static str) -> Result<T, VerifyError>
    where
        T: der::DecodeOwned<Error = der::Error>
            + der::FixedTag
            + for<'d> der::DecodeValue<'d, Error = der::Error>,
    {
        self.optional(oid, name)?
            .ok_or(VerifyError::AttributeMissing(name))
    }

    /// The one value of the one attribute of this kind.
    fn optional<T>(
        &self,
        oid: ObjectIdentifier,
        name: &'static str,
    ) -> Result<Option<T>, VerifyError>
    where
        T: der::DecodeOwned<Error = der::Error>
            + der::FixedTag
            + for<'d> der::DecodeValue<'d, Error = der::Error>,
    {
        let mut found = self.0.0.iter().filter(|attribute| attribute.oid == oid);
        let Some(attribute) = found.next() else {
            return Ok(None);
        };
        match attribute.values.0.as_slice() {
            [value] if found.next().is_none() => value
                .decode_as()
                .map(Some)
                .map_err(|_| VerifyError::Malformed(name)),
            _ => Err(VerifyError::Malformed(name)),
        }
    }
}

/// A certificate as an attribute names it, by one version of the attribute or both.
pub struct Named {
    first: Option<EssCertId>,
    second: Option<EssCertIdV2>,
}

impl Named {
    /// Whether this is the certificate.
    pub fn is(&self, certificate: &Certificate) -> Result<bool, VerifyError> {
        if let Some(named) = &self.first {
            // SHA-1 is what that version has. Here it only picks one of the certificates whose key fits the signature,
            // and that one has to stand for itself.
            let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.der());
            if digest.as_ref() != named.cert_hash.as_bytes()
                || !fits(named.issuer_serial.as_ref(), certificate)
            {
                return Ok(false);
            }
        }
        if let Some(named) = &self.second {
            let algorithm = named
                .hash_algorithm
                .as_ref()
                .map_or(Ok(&digest::SHA256), algorithm::digest)?;
            let digest = digest::digest(algorithm, certificate.der());
            if digest.as_ref() != named.cert_hash.as_bytes()
                || !fits(named.issuer_serial.as_ref(), certificate)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether issuer and serial, if given, are the certificate's.
fn fits(named: Option<&IssuerSerial>, certificate: &Certificate) -> bool {
    named.is_none_or(|named| {
        let [issuer] = named.issuer.as_slice() else {
            return false;
        };
        is_directory_name(issuer)
            && certificate
                .issuer_der()
                .is_ok_and(|name| name == issuer.value())
            && certificate.serial_der().ok() == named.serial_number.to_der().ok()
    })
}

/// GeneralName's `[4] EXPLICIT Name`.
fn is_directory_name(name: &Any) -> bool {
    matches!(name.tag(), Tag::ContextSpecific { constructed: true, number } if number.value() == 4)
}
