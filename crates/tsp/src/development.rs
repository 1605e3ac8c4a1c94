//! A time-stamp authority for development: it works like a real one and is worth nothing.
//!
//! Its name and its policy say so in every token. Whoever runs a registry for real configures a real authority.

use zeroize::Zeroizing;

use crate::{GenTime, Oid};

/// The policy in every token: an arc under the number that RFC 5612 sets aside for documentation, so that no real
/// authority can have it.
pub const DEVELOPMENT_POLICY: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.3161.1");

/// The authority's common name.
pub const DEVELOPMENT_NAME: &str = "izin development time stamp authority - NOT TRUSTED";

/// A P-256 key, its certificate and the certificate's root.
pub struct DevelopmentAuthority {
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
    #[error("the development authority's certificate cannot be read: {0}")]
    Certificate(String),
    /// The certificate is another key's.
    #[error("the development authority's certificate does not belong to its key")]
    Mismatch,
}

impl DevelopmentAuthority {
    /// Makes a root, a key and its certificate, valid from a day before `now` (seconds since 1970) for thirty years.
    /// The root's key is forgotten, so that it can sign nothing else. `seed` must be random and is used for nothing
    /// else.
    pub fn generate(seed: &[u8; 32], now: i64) -> Result<Self, AuthorityError> {
        Self::with_validity(seed, now, now)
    }

    /// The same with a certificate that is valid between these two instants (seconds since 1970), for trying out what
    /// happens when one ends. The root lives as long as one from [`Self::generate`] at `not_before`.
    pub fn with_validity(
        seed: &[u8; 32],
        not_before: i64,
        not_after: i64,
    ) -> Result<Self, AuthorityError> {
        let _ = (seed, not_before, not_after);
        Err(AuthorityError::Validity)
    }

    /// Reads one that was kept, from its three PEM texts.
    pub fn load(key: &str, certificate: &str, root: &str) -> Result<Self, AuthorityError> {
        let _ = (key, certificate, root);
        Err(AuthorityError::Key)
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
    pub fn certificate_pem(&self) -> &str {
        ""
    }

    /// The root to trust for its tokens to verify.
    pub fn root_pem(&self) -> &str {
        ""
    }

    /// Its secret key, to be kept where nobody else reads it.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(String::new())
    }

    /// Answers a request with a reply: a token, or a refusal with its reason (a request that cannot be read, another
    /// policy than ours, a clock that stepped back behind the last token, a certificate that is not valid now).
    ///
    /// The serial must never have been used before, not even before a crash: the caller keeps it before asking.
    pub fn answer(&mut self, request: &[u8], now: GenTime, serial: u64) -> Vec<u8> {
        let _ = (request, serial);
        self.last = Some(now);
        Vec::new()
    }
}
