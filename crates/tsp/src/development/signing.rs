//! Making a token.

use der::asn1::{Any, ObjectIdentifier, OctetString, Uint};
use der::{Decode, Encode};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use ring::digest::{SHA256, digest};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::DEVELOPMENT_POLICY;
use crate::asn1::cms::{
    Attribute, ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, SignedData, SignerInfo,
};
use crate::asn1::ess::{EssCertIdV2, SigningCertificateV2};
use crate::asn1::{AnyOrder, TstInfo, oid};
use crate::certificate::Certificate;
use crate::{Accuracy, GenTime, Number, Request};

/// What we say about the clock of whoever runs a development authority.
const ACCURACY: Accuracy = Accuracy::seconds(1);

/// The ContentInfo of a token that grants the request.
pub fn token(
    request: &Request,
    time: GenTime,
    serial: u64,
    key: &SigningKey,
    certificate: &Certificate,
) -> der::Result<Vec<u8>> {
    let info = TstInfo {
        version: 1,
        policy: DEVELOPMENT_POLICY,
        message_imprint: request.imprint().to_asn1(),
        serial_number: Uint::new(&serial.to_be_bytes())?,
        gen_time: time,
        accuracy: Some(ACCURACY),
        ordering: false,
        nonce: request.nonce().cloned().map(Number::into_asn1),
        tsa: None,
        extensions: None,
    };
    let content = info.to_der()?;
    let attributes = attributes(&content, certificate)?;
    let signature: p256::ecdsa::Signature = key.sign(&attributes.to_der()?);
    let sha_256 = AlgorithmIdentifierOwned {
        oid: oid::SHA_256,
        parameters: None,
    };
    let signer = SignerInfo {
        version: 1,
        sid: Any::encode_from(&IssuerAndSerialNumber {
            issuer: Any::from_der(&certificate.issuer_der()?)?,
            serial_number: Any::from_der(&certificate.serial_der()?)?,
        })?,
        digest_algorithm: sha_256.clone(),
        signed_attributes: Some(attributes),
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: oid::ECDSA_SHA_256,
            parameters: None,
        },
        signature: OctetString::new(signature.to_der().as_bytes())?,
        unsigned_attributes: None,
    };
    let certificate = Any::from_der(certificate.der())?;
    let certificates = request
        .wants_certificates()
        .then(|| AnyOrder(vec![certificate]));
    let data = SignedData {
        version: 3,
        digest_algorithms: AnyOrder(vec![sha_256]),
        encap_content_info: EncapsulatedContentInfo {
            content_type: oid::TST_INFO,
            content: Some(OctetString::new(content)?),
        },
        certificates,
        crls: None,
        signer_infos: AnyOrder(vec![signer]),
    };
    let outer = ContentInfo {
        content_type: oid::SIGNED_DATA,
        content: Any::encode_from(&data)?,
    };
    outer.to_der()
}

fn attributes(content: &[u8], certificate: &Certificate) -> der::Result<AnyOrder<Attribute>> {
    let named = SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            hash_algorithm: None,
            cert_hash: OctetString::new(digest(&SHA256, certificate.der()).as_ref())?,
            issuer_serial: None,
        }],
        policies: None,
    };
    let content_digest = OctetString::new(digest(&SHA256, content).as_ref())?;
    Ok(AnyOrder(vec![
        attribute(oid::CONTENT_TYPE, Any::encode_from(&oid::TST_INFO)?),
        attribute(oid::MESSAGE_DIGEST, Any::encode_from(&content_digest)?),
        attribute(oid::SIGNING_CERTIFICATE_V2, Any::encode_from(&named)?),
    ]))
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Attribute {
    Attribute {
        oid,
        values: AnyOrder(vec![value]),
    }
}
