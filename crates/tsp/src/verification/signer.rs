//! Who signed a token.

use der::asn1::Any;
use der::{Encode, Tag, Tagged};
use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;

use super::algorithm::{self, Key};
use super::attributes::Signed;
use super::{Trust, VerifyError};
use crate::Token;
use crate::asn1::cms::{IssuerAndSerialNumber, SignerInfo};
use crate::asn1::oid;
use crate::certificate::Certificate;

/// Finds the certificate of the one signer and checks the signature with it.
///
/// The certificate is the one that the signer's name and the signed attributes point to, wherever it stands: many
/// authorities put their root first.
pub fn check(token: &Token, trust: &Trust) -> Result<Certificate, VerifyError> {
    let signer = match token.signed.signer_infos.0.as_slice() {
        [signer] => signer,
        signers => return Err(VerifyError::Signers(signers.len())),
    };
    let digest = algorithm::digest(&signer.digest_algorithm)?;
    // RFC 5652 section 5.1 has every signer's digest listed in front.
    let mut listed = token.signed.digest_algorithms.0.iter();
    if !listed.any(|algorithm| *algorithm == signer.digest_algorithm) {
        return Err(VerifyError::Malformed("digest algorithms"));
    }
    let attributes = Signed::of(signer)?;
    attributes.check_content(&token.content, digest)?;
    let certificate = certificate(token, trust, signer, &attributes)?;
    let key = Key::of(certificate.public_key())?;
    let verifier = algorithm::signature(
        &signer.signature_algorithm,
        signer.digest_algorithm.oid,
        key,
    )?;
    let der = CertificateDer::from(certificate.der());
    let parsed =
        EndEntityCert::try_from(&der).map_err(|error| VerifyError::Chain(error.to_string()))?;
    parsed
        .verify_signature(verifier, &attributes.to_der()?, signer.signature.as_bytes())
        .map_err(|_| VerifyError::Signature)?;
    Ok(certificate)
}

/// The certificates in the token; what cannot be read is not needed.
pub fn certificates(token: &Token) -> impl Iterator<Item = Certificate> {
    let set = token.signed.certificates.iter().flat_map(|set| &set.0);
    set.filter_map(|any| Certificate::parse(&any.to_der().ok()?).ok())
}

fn certificate(
    token: &Token,
    trust: &Trust,
    signer: &SignerInfo,
    attributes: &Signed<'_>,
) -> Result<Certificate, VerifyError> {
    let sid = Sid::of(signer)?;
    let named = attributes.signing_certificate()?;
    let mut refusal = VerifyError::CertificateMissing;
    for certificate in certificates(token).chain(trust.anchors.iter().cloned()) {
        if sid.is(&certificate) {
            if named.is(&certificate)? {
                return Ok(certificate);
            }
            refusal = VerifyError::CertificateMismatch;
        }
    }
    Err(refusal)
}

/// SignerIdentifier.
enum Sid {
    Issuer(Vec<u8>, Vec<u8>),
    KeyId(Vec<u8>),
}

impl Sid {
    /// RFC 5652 section 5.3 ties the version to the choice.
    fn of(signer: &SignerInfo) -> Result<Self, VerifyError> {
        let malformed = VerifyError::Malformed("signer's identifier");
        match (signer.sid.tag(), signer.version) {
            (Tag::Sequence, 1) => {
                let named: IssuerAndSerialNumber =
                    signer.sid.decode_as().map_err(|_| malformed.clone())?;
                let der = |any: &Any| any.to_der().map_err(|_| malformed.clone());
                Ok(Self::Issuer(
                    der(&named.issuer)?,
                    der(&named.serial_number)?,
                ))
            }
            (
                Tag::ContextSpecific {
                    constructed: false,
                    number,
                },
                3,
            ) if number.value() == 0 => Ok(Self::KeyId(signer.sid.value().to_vec())),
            _ => Err(malformed),
        }
    }

    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Issuer(issuer, serial) => {
                certificate.issuer_der().is_ok_and(|name| name == *issuer)
                    && certificate
                        .serial_der()
                        .is_ok_and(|number| number == *serial)
            }
            Self::KeyId(id) => certificate
                .subject_key_id()
                .is_some_and(|key| key.as_bytes() == id),
        }
    }
}

/// The certificate must be for time stamps and nothing else, and say so critically (RFC 3161 section 2.3).
pub fn check_purpose(certificate: &Certificate) -> Result<(), VerifyError> {
    let (critical, purposes) = certificate.purposes().ok_or(VerifyError::PurposeMissing)?;
    if purposes != [oid::TIME_STAMPING] {
        return Err(VerifyError::Purpose);
    }
    if !critical {
        return Err(VerifyError::PurposeNotCritical);
    }
    if !certificate.may_sign() {
        return Err(VerifyError::KeyUsage);
    }
    Ok(())
}
