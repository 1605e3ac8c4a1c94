//! A time-stamp authority for development: it works like a real one and is worth nothing.
//!
//! Its name and its policy say so in every token. Whoever runs a registry for real configures a real authority.

mod certificate;
mod signing;

use std::fmt;

use der::pem::{LineEnding, PemLabel};
use der::{Decode, Encode};
use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroizing;

use crate::asn1::{PkiStatusInfo, TimeStampResp};
use crate::certificate::Certificate;
use crate::reply::FailInfo;
use crate::{GenTime, Oid, Request, RequestError};
use certificate::Content;

/// The policy in every token: an arc under the number that RFC 5612 sets aside for documentation, so that no real
/// authority can have it.
pub const DEVELOPMENT_POLICY: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.3161.1");

/// The authority's common name.
pub const DEVELOPMENT_NAME: &str = "izin development time stamp authority - NOT TRUSTED";

const SIGNER: &str = "CN=izin development time stamp authority - NOT TRUSTED";
const ROOT: &str = "CN=izin development time stamp root - NOT TRUSTED";

/// `rejection` (RFC 3161 section 2.4.2).
const REJECTION: u32 = 2;

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;
/// How long certificates live, in seconds.
const LIFETIME: i64 = 30 * 365 * DAY;

/// A P-256 key, its certificate and the certificate's root.
pub struct DevelopmentAuthority {
    key: SigningKey,
    certificate: Certificate,
    root: Certificate,
    /// The time of the newest token.
    last: Option<GenTime>,
}

/// Why an authority cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// A certificate cannot run from before 1970, beyond 9999, or end before it begins.
    #[error("a certificate cannot have this validity")]
    Validity,
    /// The key is no P-256 key in PKCS #8 PEM.
    #[error("the development authority's key cannot be read")]
    Key,
    /// A certificate cannot be read.
    #[error("the development authority's certificate cannot be read")]
    Certificate,
    /// The certificate is another key's.
    #[error("the development authority's certificate does not belong to its key")]
    Mismatch,
}

impl DevelopmentAuthority {
    /// Makes a root, a key and its certificate, valid from a day before `now` (seconds since 1970) for thirty years.
    /// The root's key is forgotten, so that it can sign nothing else. `seed` must be random and is used for nothing
    /// else.
    pub fn generate(seed: &[u8; 32], now: i64) -> Result<Self, AuthorityError> {
        let not_before = now.saturating_sub(DAY);
        Self::with_validity(seed, not_before, not_before.saturating_add(LIFETIME))
    }

    /// The same with a certificate that is valid from the one second to the other (since 1970), for trying out what
    /// happens when one ends. The root begins with it and lives for thirty years or as long as the certificate.
    pub fn with_validity(
        seed: &[u8; 32],
        not_before: i64,
        not_after: i64,
    ) -> Result<Self, AuthorityError> {
        let root_end = not_after.max(not_before.saturating_add(LIFETIME));
        let root_validity = certificate::validity(not_before, root_end)?;
        let validity = certificate::validity(not_before, not_after)?;
        let root_key = derived_key(seed, "root");
        let key = derived_key(seed, "signer");
        let root = Content {
            subject: ROOT,
            key: &root_key,
            issuer: ROOT,
            serial: serial(seed, "root"),
            validity: root_validity,
            extensions: certificate::root_extensions(),
        };
        let signer = Content {
            subject: SIGNER,
            key: &key,
            issuer: ROOT,
            serial: serial(seed, "signer"),
            validity,
            extensions: certificate::signer_extensions(),
        };
        let written = "what was just written can be read";
        Ok(Self {
            root: Certificate::parse(&root.sign(&root_key)).expect(written),
            certificate: Certificate::parse(&signer.sign(&root_key)).expect(written),
            key,
            last: None,
        })
    }

    /// Reads one that was kept, from its three PEM texts.
    pub fn load(key: &str, certificate: &str, root: &str) -> Result<Self, AuthorityError> {
        let key = SigningKey::from_pkcs8_pem(key).map_err(|_| AuthorityError::Key)?;
        let certificate = read(certificate)?;
        let (_, _, public) = certificate.public_key();
        if *public != *key.verifying_key().to_sec1_bytes() {
            return Err(AuthorityError::Mismatch);
        }
        Ok(Self {
            key,
            root: read(root)?,
            certificate,
            last: None,
        })
    }

    /// Refuses from now on to stamp an earlier time than this, for one that was loaded: the time of its newest token.
    #[must_use]
    pub fn resumed_after(self, last: GenTime) -> Self {
        Self {
            last: self.last.max(Some(last)),
            ..self
        }
    }

    /// Its certificate.
    pub fn certificate_pem(&self) -> String {
        pem(&self.certificate)
    }

    /// The root to trust for its tokens to verify.
    pub fn root_pem(&self) -> String {
        pem(&self.root)
    }

    /// Its secret key, to be kept where nobody else reads it.
    pub fn key_pem(&self) -> Zeroizing<String> {
        self.key
            .to_pkcs8_pem(LineEnding::LF)
            .expect("a key of 32 bytes fits into PEM")
    }

    /// The last second at which its certificate is valid, since 1970.
    pub fn not_after(&self) -> i64 {
        self.certificate.not_after()
    }

    /// Answers a request with a reply: a token, or a refusal with its reason (a request that cannot be read, another
    /// policy than ours, a clock that stepped back behind the last token, a certificate that is not valid now).
    ///
    /// The token's time has milliseconds. The serial must never have been used before, not even before a crash: the
    /// caller keeps it before asking.
    pub fn answer(&mut self, request: &[u8], now: GenTime, serial: u64) -> Vec<u8> {
        let reply = match self.token(request, now, serial) {
            Ok(token) => TimeStampResp {
                status: PkiStatusInfo {
                    status: 0,
                    status_string: None,
                    fail_info: None,
                },
                time_stamp_token: Some(
                    Decode::from_der(&token).expect("it was just written as DER"),
                ),
            },
            Err((reason, text)) => refusal(reason, &text),
        };
        reply
            .to_der()
            .expect("a token or a line of text fits into DER")
    }

    fn token(
        &mut self,
        request: &[u8],
        now: GenTime,
        serial: u64,
    ) -> Result<Vec<u8>, (FailInfo, String)> {
        let request =
            Request::parse(request).map_err(|error| (reason(&error), error.to_string()))?;
        if request
            .policy()
            .is_some_and(|policy| policy != DEVELOPMENT_POLICY)
        {
            return Err((
                FailInfo::UNACCEPTED_POLICY,
                "there is only the development policy".into(),
            ));
        }
        let time = GenTime::from_unix_millis(now.unix_millis())
            .expect("a time without its finest part is one");
        if self.last.is_some_and(|last| time < last) {
            let text = "the clock stepped back behind the newest time stamp".into();
            return Err((FailInfo::TIME_NOT_AVAILABLE, text));
        }
        let valid = self.certificate.not_before()..=self.certificate.not_after();
        if !valid.contains(&time.unix_seconds()) {
            return Err((
                FailInfo::SYSTEM_FAILURE,
                "the certificate is not valid now".into(),
            ));
        }
        let token = signing::token(&request, time, serial, &self.key, &self.certificate)
            .map_err(|error| (FailInfo::SYSTEM_FAILURE, error.to_string()))?;
        self.last = Some(time);
        Ok(token)
    }
}

impl fmt::Debug for DevelopmentAuthority {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("DevelopmentAuthority")
            .field("subject", &self.certificate.subject())
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

fn reason(error: &RequestError) -> FailInfo {
    match error {
        RequestError::TooLong | RequestError::Malformed(_) => FailInfo::BAD_DATA_FORMAT,
        RequestError::Version(_) => FailInfo::BAD_REQUEST,
        RequestError::Digest => FailInfo::BAD_ALG,
        RequestError::Extensions => FailInfo::UNACCEPTED_EXTENSION,
    }
}

fn refusal(reason: FailInfo, text: &str) -> TimeStampResp {
    let text = der::asn1::Any::encode_from(&text.to_owned()).expect("a line of text fits into DER");
    TimeStampResp {
        status: PkiStatusInfo {
            status: REJECTION,
            status_string: Some(vec![text]),
            fail_info: Some(reason.to_asn1()),
        },
        time_stamp_token: None,
    }
}

/// A key for one use of the seed. All but one in 2^32 digests are a key; the next one is then.
fn derived_key(seed: &[u8; 32], purpose: &str) -> SigningKey {
    (0_u8..=u8::MAX)
        .find_map(|round| SigningKey::from_slice(derived(seed, purpose, round).as_slice()).ok())
        .expect("not all of 256 digests are outside the curve's order")
}

fn serial(seed: &[u8; 32], purpose: &str) -> [u8; 16] {
    let digest = derived(seed, &format!("{purpose} serial"), 0);
    let mut serial = [0; 16];
    serial.copy_from_slice(&digest[..16]);
    serial
}

fn derived(seed: &[u8; 32], purpose: &str, round: u8) -> Zeroizing<[u8; 32]> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, seed);
    let mut context = ring::hmac::Context::with_key(&key);
    context.update(purpose.as_bytes());
    context.update(&[round]);
    let mut derived = Zeroizing::new([0; 32]);
    derived.copy_from_slice(context.sign().as_ref());
    derived
}

fn read(pem: &str) -> Result<Certificate, AuthorityError> {
    let der =
        CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| AuthorityError::Certificate)?;
    Certificate::parse(&der).map_err(|_| AuthorityError::Certificate)
}

fn pem(certificate: &Certificate) -> String {
    let label = x509_cert::Certificate::PEM_LABEL;
    der::pem::encode_string(label, LineEnding::LF, certificate.der())
        .expect("a certificate fits into PEM")
}
