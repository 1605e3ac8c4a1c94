//! From the signer's certificate to a trusted one.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter, VerifiedPath,
    anchor_from_trusted_cert,
};

use super::{Trust, VerifyError, algorithm};
use crate::asn1::oid;
use crate::certificate::Certificate;

/// The chain from `signer` up to and with a trusted certificate, all valid at `at` (seconds since 1970).
pub fn build(
    signer: Certificate,
    others: &[Certificate],
    trust: &Trust,
    at: i64,
) -> Result<Vec<Certificate>, VerifyError> {
    if trust.anchors.contains(&signer) {
        check_validity(&signer, at)?;
        return Ok(vec![signer]);
    }
    let rest = search(&signer, others, trust, at)?;
    Ok(std::iter::once(signer).chain(rest).collect())
}

fn search(
    signer: &Certificate,
    others: &[Certificate],
    trust: &Trust,
    at: i64,
) -> Result<Vec<Certificate>, VerifyError> {
    let ders: Vec<_> = trust
        .anchors
        .iter()
        .map(|anchor| CertificateDer::from(anchor.der()))
        .collect();
    let mut trusted = Vec::new();
    let mut anchors: Vec<TrustAnchor<'_>> = Vec::new();
    for (certificate, der) in trust.anchors.iter().zip(&ders) {
        // One that is no authority's certificate leads nowhere; the others may.
        if let Ok(anchor) = anchor_from_trusted_cert(der) {
            trusted.push(certificate);
            anchors.push(anchor);
        }
    }
    let trusted_for = |path: &VerifiedPath<'_>| {
        let position = anchors
            .iter()
            .position(|anchor| std::ptr::eq(anchor, path.anchor()));
        position.map(|position| trusted[position])
    };
    // To webpki a trusted certificate is a name and a key. Its time is over all the same when its issuer says so.
    let in_time = |path: &VerifiedPath<'_>| {
        let anchor = trusted_for(path).ok_or(Error::UnknownIssuer)?;
        check_validity(anchor, at).map_err(|error| to_webpki(&error))
    };
    let intermediates: Vec<_> = others
        .iter()
        .map(|other| CertificateDer::from(other.der()))
        .collect();
    let der = CertificateDer::from(signer.der());
    let end_entity = EndEntityCert::try_from(&der).map_err(from_webpki)?;
    let path = end_entity
        .verify_for_usage(
            algorithm::CHAIN,
            &anchors,
            &intermediates,
            unix_time(at),
            TimeStamping,
            None,
            Some(&in_time),
        )
        .map_err(from_webpki)?;
    let mut chain = Vec::new();
    for intermediate in path.intermediate_certificates() {
        let certificate = Certificate::parse(&intermediate.der());
        chain.push(certificate.map_err(|error| VerifyError::Chain(error.to_string()))?);
    }
    chain.push(trusted_for(&path).ok_or(VerifyError::Untrusted)?.clone());
    Ok(chain)
}

fn check_validity(certificate: &Certificate, at: i64) -> Result<(), VerifyError> {
    if at < certificate.not_before() {
        let not_before = certificate.not_before();
        return Err(VerifyError::NotYetValid { not_before, at });
    }
    if at > certificate.not_after() {
        let not_after = certificate.not_after();
        return Err(VerifyError::Expired { not_after, at });
    }
    Ok(())
}

/// An authority limited to certain purposes must have time stamps among them. The signer itself is looked at more
/// strictly elsewhere.
struct TimeStamping;

impl ExtendedKeyUsageValidator for TimeStamping {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let accepted = [oid::TIME_STAMPING, oid::ANY_PURPOSE];
        let accepted = accepted
            .each_ref()
            .map(|oid| KeyPurposeId::new(oid.as_bytes()));
        let mut is_limited = false;
        for purpose in purposes {
            if accepted.contains(&purpose?) {
                return Ok(());
            }
            is_limited = true;
        }
        if is_limited {
            Err(Error::UnknownIssuer)
        } else {
            Ok(())
        }
    }
}

/// Instants before 1970 become 1970: no certificate is older.
fn unix_time(at: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at).unwrap_or_default()))
}

fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn to_webpki(error: &VerifyError) -> Error {
    match *error {
        VerifyError::Expired { not_after, at } => Error::CertExpired {
            time: unix_time(at),
            not_after: unix_time(not_after),
        },
        VerifyError::NotYetValid { not_before, at } => Error::CertNotValidYet {
            time: unix_time(at),
            not_before: unix_time(not_before),
        },
        _ => Error::UnknownIssuer,
    }
}

fn from_webpki(error: Error) -> VerifyError {
    match error {
        Error::UnknownIssuer => VerifyError::Untrusted,
        Error::CertExpired { time, not_after } => VerifyError::Expired {
            not_after: seconds(not_after),
            at: seconds(time),
        },
        Error::CertNotValidYet { time, not_before } => VerifyError::NotYetValid {
            not_before: seconds(not_before),
            at: seconds(time),
        },
        Error::InvalidSignatureForPublicKey => VerifyError::ChainSignature,
        other => VerifyError::Chain(other.to_string()),
    }
}
