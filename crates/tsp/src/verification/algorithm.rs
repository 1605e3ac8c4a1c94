//! The algorithms accepted: SHA-256, SHA-384 and SHA-512 with RSA of 2048 to 8192 bits, P-256 and P-384.

use der::asn1::Any;
use ring::digest;
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm as Verifier, alg_id,
};
use webpki::ring as rsa_and_ecdsa;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::VerifyError;
use crate::Oid;
use crate::asn1::oid;

/// The fewest bits of an RSA key.
const MIN_RSA_BITS: usize = 2048;
/// The most bits of an RSA key.
const MAX_RSA_BITS: usize = 8192;

/// What the certificates of a chain may be signed with.
pub static CHAIN: &[&dyn Verifier] = &[
    rsa_and_ecdsa::ECDSA_P256_SHA256,
    rsa_and_ecdsa::ECDSA_P256_SHA384,
    P256_SHA_512,
    rsa_and_ecdsa::ECDSA_P384_SHA256,
    rsa_and_ecdsa::ECDSA_P384_SHA384,
    P384_SHA_512,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA256,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA384,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA512,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
    rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    rsa_and_ecdsa::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    rsa_and_ecdsa::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    rsa_and_ecdsa::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

/// A certificate's public key, as far as it matters which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Rsa,
    P256,
    P384,
}

impl Key {
    /// From the key's algorithm, its curve and its bits.
    pub fn of((algorithm, curve, bits): (Oid, Option<Oid>, &[u8])) -> Result<Self, VerifyError> {
        match (algorithm, curve) {
            (oid::RSA, _) => {
                let range = MIN_RSA_BITS..=MAX_RSA_BITS;
                let has_size = rsa_bits(bits).is_some_and(|size| range.contains(&size));
                has_size.then_some(Self::Rsa).ok_or(VerifyError::Key)
            }
            (oid::EC, Some(oid::P256)) => Ok(Self::P256),
            (oid::EC, Some(oid::P384)) => Ok(Self::P384),
            _ => Err(VerifyError::Key),
        }
    }
}

/// The bits of the modulus of an RSAPublicKey.
fn rsa_bits(key: &[u8]) -> Option<usize> {
    use der::asn1::UintRef;
    use der::{Reader, SliceReader};

    let mut reader = SliceReader::new(key).ok()?;
    let modulus = reader.sequence(|key| {
        let modulus = key.decode::<UintRef<'_>>()?;
        key.decode::<UintRef<'_>>()?;
        Ok::<_, der::Error>(modulus.as_bytes())
    });
    let modulus = modulus.ok()?;
    let zeros = modulus.first()?.leading_zeros();
    Some(modulus.len() * 8 - usize::try_from(zeros).ok()?)
}

/// The digest of this name; refused with parameters other than NULL.
pub fn digest(
    algorithm: &AlgorithmIdentifierOwned,
) -> Result<&'static digest::Algorithm, VerifyError> {
    let found = match algorithm.oid {
        oid::SHA_256 => &digest::SHA256,
        oid::SHA_384 => &digest::SHA384,
        oid::SHA_512 => &digest::SHA512,
        other => return Err(VerifyError::Algorithm(other)),
    };
    plain(algorithm)?;
    Ok(found)
}

/// What checks a signature of this algorithm by this key; `digest` is the signer's.
pub fn signature(
    algorithm: &AlgorithmIdentifierOwned,
    digest: Oid,
    key: Key,
) -> Result<&'static dyn Verifier, VerifyError> {
    let refused = VerifyError::Algorithm(algorithm.oid);
    if algorithm.oid == oid::RSA_PSS {
        return if key == Key::Rsa {
            pss(algorithm)
        } else {
            Err(refused)
        };
    }
    plain(algorithm)?;
    let digest = match algorithm.oid {
        oid::RSA | oid::EC => digest,
        oid::RSA_SHA_256 | oid::ECDSA_SHA_256 => oid::SHA_256,
        oid::RSA_SHA_384 | oid::ECDSA_SHA_384 => oid::SHA_384,
        oid::RSA_SHA_512 | oid::ECDSA_SHA_512 => oid::SHA_512,
        _ => return Err(refused),
    };
    let is_rsa = matches!(
        algorithm.oid,
        oid::RSA | oid::RSA_SHA_256 | oid::RSA_SHA_384 | oid::RSA_SHA_512
    );
    if is_rsa != (key == Key::Rsa) {
        return Err(refused);
    }
    Ok(match (key, digest) {
        (Key::Rsa, oid::SHA_256) => rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA256,
        (Key::Rsa, oid::SHA_384) => rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA384,
        (Key::Rsa, oid::SHA_512) => rsa_and_ecdsa::RSA_PKCS1_2048_8192_SHA512,
        (Key::P256, oid::SHA_256) => rsa_and_ecdsa::ECDSA_P256_SHA256,
        (Key::P256, oid::SHA_384) => rsa_and_ecdsa::ECDSA_P256_SHA384,
        (Key::P256, oid::SHA_512) => P256_SHA_512,
        (Key::P384, oid::SHA_256) => rsa_and_ecdsa::ECDSA_P384_SHA256,
        (Key::P384, oid::SHA_384) => rsa_and_ecdsa::ECDSA_P384_SHA384,
        (Key::P384, oid::SHA_512) => P384_SHA_512,
        (_, other) => return Err(VerifyError::Algorithm(other)),
    })
}

/// RSASSA-PSS, with the parameters everybody uses: one digest for both purposes and a salt of its length.
fn pss(algorithm: &AlgorithmIdentifierOwned) -> Result<&'static dyn Verifier, VerifyError> {
    let refused = || VerifyError::Algorithm(algorithm.oid);
    let body = Any::encode_from(algorithm).map_err(|_| refused())?;
    [
        rsa_and_ecdsa::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        rsa_and_ecdsa::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        rsa_and_ecdsa::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    ]
    .into_iter()
    .find(|verifier| verifier.signature_alg_id().as_ref() == body.value())
    .ok_or_else(refused)
}

/// Whether there are no parameters, or NULL.
fn plain(algorithm: &AlgorithmIdentifierOwned) -> Result<(), VerifyError> {
    match &algorithm.parameters {
        Some(parameters) if *parameters != Any::null() => {
            Err(VerifyError::Algorithm(algorithm.oid))
        }
        _ => Ok(()),
    }
}

static P256_SHA_512: &dyn Verifier = &P256Sha512;
static P384_SHA_512: &dyn Verifier = &P384Sha512;

/// ECDSA on P-256 with SHA-512, which ring lacks.
#[derive(Debug)]
struct P256Sha512;

/// ECDSA on P-384 with SHA-512, which ring lacks and some authorities use.
#[derive(Debug)]
struct P384Sha512;

macro_rules! ecdsa_sha_512 {
    ($name:ident, $curve:ident, $key_id:expr) => {
        impl Verifier for $name {
            fn verify_signature(
                &self,
                public_key: &[u8],
                message: &[u8],
                signature: &[u8],
            ) -> Result<(), InvalidSignature> {
                use $curve::ecdsa::signature::hazmat::PrehashVerifier;
                use $curve::ecdsa::{Signature, VerifyingKey};

                let key =
                    VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
                let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
                let digest = digest::digest(&digest::SHA512, message);
                key.verify_prehash(digest.as_ref(), &signature)
                    .map_err(|_| InvalidSignature)
            }

            fn public_key_alg_id(&self) -> AlgorithmIdentifier {
                $key_id
            }

            fn signature_alg_id(&self) -> AlgorithmIdentifier {
                alg_id::ECDSA_SHA512
            }
        }
    };
}

ecdsa_sha_512!(P256Sha512, p256, alg_id::ECDSA_P256);
ecdsa_sha_512!(P384Sha512, p384, alg_id::ECDSA_P384);
