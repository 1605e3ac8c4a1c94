//! What a provider's answer proves.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{Address, Channel, Timestamp};
use openidconnect::core::{
    CoreClient, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce,
    OAuth2TokenResponse as _, SignatureVerificationError, TokenResponse as _,
};

/// A client that knows where people are sent, and perhaps where codes are redeemed and people looked
/// up.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The signatures that are believed. Neither none nor those made with the client's own secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the provider has signed, once every check of it has passed (OpenID Connect Core 3.1.3.7).
pub(super) fn proven(
    client: &Client,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<CoreIdTokenClaims, Unproven> {
    let verifier: CoreIdTokenVerifier<'_> = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || system_time(now).into());
    let token = tokens
        .id_token()
        .ok_or(Unproven::Wrong("it says not who somebody is"))?;
    let claims = token.claims(&verifier, nonce).map_err(Unproven::from)?;
    if let Some(expected) = claims.access_token_hash() {
        let hash = token
            .signing_alg()
            .ok()
            .zip(token.signing_key(&verifier).ok())
            .and_then(|(algorithm, key)| {
                AccessTokenHash::from_token(tokens.access_token(), algorithm, key).ok()
            });
        if hash.as_ref() != Some(expected) {
            return Err(Unproven::Wrong("its access token is another's"));
        }
    }
    Ok(claims.clone())
}

/// Why a token proves nothing.
pub(super) enum Unproven {
    /// It is signed by a key that is not among the provider's.
    NoSuchKey,
    /// Whatever else.
    Wrong(&'static str),
}

impl From<ClaimsVerificationError> for Unproven {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            ) => Self::NoSuchKey,
            ClaimsVerificationError::SignatureVerification(_) => {
                Self::Wrong("its signature is not the provider's")
            }
            ClaimsVerificationError::InvalidIssuer(_) => Self::Wrong("it names another provider"),
            ClaimsVerificationError::InvalidAudience(_) => Self::Wrong("it is for somebody else"),
            ClaimsVerificationError::InvalidNonce(_) => Self::Wrong("it is of another sign-in"),
            ClaimsVerificationError::Expired(_) => Self::Wrong("it is too old"),
            _ => Self::Wrong("it is not as it should be"),
        }
    }
}

/// What a provider says of addresses.
pub(super) struct Vouched {
    pub(super) email: Option<String>,
    pub(super) email_verified: bool,
    pub(super) phone: Option<String>,
    pub(super) phone_verified: bool,
}

impl Vouched {
    /// Those that it has verified and that can be read.
    pub(super) fn addresses(&self) -> Vec<Address> {
        let phone = self.phone.as_deref().filter(|_| self.phone_verified);
        let email = self.email.as_deref().filter(|_| self.email_verified);
        let read = |text: Option<&str>, channel| Address::from_human(text?, channel).ok();
        let phone = read(phone, Channel::Text);
        phone
            .into_iter()
            .chain(read(email, Channel::Email))
            .collect()
    }
}

fn system_time(now: Timestamp) -> SystemTime {
    let millis = u64::try_from(now.as_millis()).unwrap_or_default();
    UNIX_EPOCH + Duration::from_millis(millis)
}
