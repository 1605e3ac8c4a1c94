//! OpenID Connect 1.0: the authorization code flow, with PKCE (RFC 7636).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Address;
use domain::outside::{Clock, Random};
use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use registry::people::recipient::VerifiedIdentity;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

use super::claims::{self, Client, Unproven, Vouched};
use super::client::{IdentityClient, why};
use super::metadata::Metadata;
use crate::{Begun, IdentityAnswer, IdentityError, IdentityProvider, PendingIdentity};

/// How long all calls for one answer may take: somebody waits for them in front of a page.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(8);
/// How many answers are looked into at once. Who comes when all places are taken is told at once that
/// the provider does not answer, because that is why.
const ANSWERS_AT_ONCE: usize = 64;
/// The longest code that is handed on.
const CODE_MAX: usize = 4_096;
/// The bytes of each secret of a sign-in.
const SECRET_LEN: usize = 32;
/// How a provider is spoken to.
#[derive(Clone)]
pub struct OidcSettings {
    /// The provider, as it names itself; its metadata are below it.
    pub issuer: String,
    /// What the provider knows the registry by.
    pub client_id: String,
    /// The registry's secret with it; `None`: it has given none.
    pub client_secret: Option<String>,
    /// Its name, as the sign-in shows it.
    pub name: String,
    /// Where it sends people back to: `/identity/callback` of the pages.
    pub redirect_url: String,
    /// Whether the addresses it has verified are taken as proven.
    pub trust_addresses: bool,
}

/// A provider that speaks OpenID Connect.
pub struct OidcProvider {
    settings: OidcSettings,
    redirect: RedirectUrl,
    clock: Arc<dyn Clock>,
    random: Box<dyn Random>,
    http: Arc<IdentityClient>,
    metadata: Metadata,
    answers: Semaphore,
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcProvider")
            .field("issuer", &self.settings.issuer)
            .finish_non_exhaustive()
    }
}

impl OidcProvider {
    /// Speaks to a provider. It is first called when somebody wants to sign in by it. `Refused`: its
    /// address, or the way back, is none.
    pub fn new(
        settings: OidcSettings,
        clock: impl Clock + 'static,
        random: impl Random + 'static,
    ) -> Result<Self, IdentityError> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|_| IdentityError::Refused("the issuer is no address"))?;
        let redirect = RedirectUrl::new(settings.redirect_url.clone())
            .map_err(|_| IdentityError::Refused("the way back is no address"))?;
        let (clock, http): (Arc<dyn Clock>, _) = (Arc::new(clock), Arc::default());
        let metadata = Metadata::new(issuer, Arc::clone(&http), Arc::clone(&clock));
        Ok(Self {
            settings,
            redirect,
            clock,
            random: Box::new(random),
            http,
            metadata,
            answers: Semaphore::new(ANSWERS_AT_ONCE),
        })
    }

    fn client(&self, metadata: CoreProviderMetadata) -> Client {
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(self.settings.client_id.clone());
        CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(self.redirect.clone())
    }

    fn secret(&self) -> String {
        let mut secret = [0; SECRET_LEN];
        self.random.fill(&mut secret);
        URL_SAFE_NO_PAD.encode(secret)
    }

    async fn begun(&self) -> Result<Begun, IdentityError> {
        let client = self.client(self.metadata.current().await?);
        let pending = PendingIdentity {
            state: self.secret(),
            nonce: self.secret(),
            verifier: self.secret(),
            next: String::new(),
        };
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if self.settings.trust_addresses {
            request = request
                .add_scope(Scope::new("email".to_owned()))
                .add_scope(Scope::new("phone".to_owned()));
        }
        let url = request.url().0.to_string();
        Ok(Begun { url, pending })
    }

    async fn finished(
        &self,
        pending: &PendingIdentity,
        answer: &IdentityAnswer,
    ) -> Result<VerifiedIdentity, IdentityError> {
        let repeated = pending.state.as_bytes().ct_eq(answer.state.as_bytes());
        if !bool::from(repeated) {
            return Err(IdentityError::Refused("it answers another sign-in"));
        }
        if !answer.error.is_empty() {
            return Err(IdentityError::Cancelled);
        }
        if answer.code.is_empty() || answer.code.len() > CODE_MAX {
            return Err(IdentityError::Refused("it has no code"));
        }
        let metadata = self.metadata.current().await?;
        let mut client = self.client(metadata);
        let tokens = client
            .exchange_code(AuthorizationCode::new(answer.code.clone()))
            .map_err(|_| IdentityError::Refused("the provider redeems no codes"))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&*self.http)
            .await
            .map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(_) => {
                    IdentityError::Refused("the provider does not know the code")
                }
                error => unreachable(&error),
            })?;
        let nonce = Nonce::new(pending.nonce.clone());
        let claims = match claims::proven(&client, &tokens, &nonce, self.clock.now()) {
            Err(Unproven::NoSuchKey) => {
                // Its keys may have been changed since they were read.
                client = self.client(self.metadata.anew().await?);
                claims::proven(&client, &tokens, &nonce, self.clock.now())
            }
            claims => claims,
        };
        let claims = claims.map_err(|unproven| match unproven {
            Unproven::NoSuchKey => IdentityError::Refused("it is signed by an unknown key"),
            Unproven::Wrong(why) => IdentityError::Refused(why),
        })?;
        Ok(VerifiedIdentity {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            addresses: self.addresses(&client, &tokens, &claims).await?,
        })
    }

    /// The addresses the provider has verified, if it is trusted with that.
    async fn addresses(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Vec<Address>, IdentityError> {
        if !self.settings.trust_addresses {
            return Ok(Vec::new());
        }
        let mut vouched = Vouched {
            email: claims.email().map(|email| email.to_string()),
            email_verified: claims.email_verified() == Some(true),
            phone: claims.phone_number().map(|phone| phone.to_string()),
            phone_verified: claims.phone_number_verified() == Some(true),
        };
        let expected = claims.subject().clone();
        let access = tokens.access_token().clone();
        if let Ok(question) = client.user_info(access, Some(expected)) {
            let info: CoreUserInfoClaims = question
                .request_async(&*self.http)
                .await
                .map_err(|error| unreachable(&error))?;
            // An address and the word that it was verified count together or not at all: one document
            // may name another address than the other has verified.
            if let Some(email) = info.email() {
                vouched.email = Some(email.to_string());
                vouched.email_verified = info.email_verified() == Some(true);
            }
            if let Some(phone) = info.phone_number() {
                vouched.phone = Some(phone.to_string());
                vouched.phone_verified = info.phone_number_verified() == Some(true);
            }
        }
        Ok(vouched.addresses())
    }
}

impl IdentityProvider for OidcProvider {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn begin(&self) -> BoxFuture<'_, Result<Begun, IdentityError>> {
        Box::pin(self.begun())
    }

    fn finish<'a>(
        &'a self,
        pending: &'a PendingIdentity,
        answer: &'a IdentityAnswer,
    ) -> BoxFuture<'a, Result<VerifiedIdentity, IdentityError>> {
        Box::pin(async move {
            let Ok(_place) = self.answers.try_acquire() else {
                return Err(IdentityError::Unreachable(
                    "too many wait for it".to_owned(),
                ));
            };
            let finished = self.finished(pending, answer);
            tokio::time::timeout(ANSWER_TIMEOUT, finished)
                .await
                .unwrap_or_else(|_| Err(IdentityError::Unreachable("no answer in time".to_owned())))
        })
    }
}

fn unreachable(error: &(dyn std::error::Error + 'static)) -> IdentityError {
    IdentityError::Unreachable(why(error))
}
