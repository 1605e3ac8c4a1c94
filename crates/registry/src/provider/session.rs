//! Members, signed in: by e-mail address, password and a second factor at once, so that no answer tells which was wrong.

use std::net::IpAddr;

use directory::Entity;
use directory::member::Credentials;
use directory::provider::{Provider, ProviderState};
use directory::session::MemberSessionId;
use domain::{BrandCode, Timestamp};

use super::right::Right;
use crate::password_gate::Judged;
use crate::totp::{self, Typed};
use crate::{ProviderConsole, Registry, Result};
use directory::member::{Member, MemberNumber};

/// What the secret of a member's one-time codes is sealed under, with their number.
const SECRET_CONTEXT: &[u8] = b"izin/member-secret/";

/// A member who has signed in.
#[derive(Clone, Debug)]
pub struct MemberSession {
    id: MemberSessionId,
    member: Member,
    provider: Provider,
    /// The directory's access version before they were looked up.
    version: u64,
}

impl MemberSession {
    /// Who it is.
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// Whom they work for.
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Whether they may do something with a brand of their provider's.
    pub fn may(&self, right: Right, brand: BrandCode) -> bool {
        self.member.roles_for(brand).any(|role| right.held_by(role))
    }

    /// Whether they may do something with some brand.
    pub fn may_somewhere(&self, right: Right) -> bool {
        let mut roles = self.member.roles.iter();
        roles.any(|grant| right.held_by(grant.role))
    }

    /// Whether they may do something with every brand of their provider's, those added later as well.
    pub fn may_everywhere(&self, right: Right) -> bool {
        let mut roles = self.member.roles.iter();
        roles.any(|grant| grant.brand.is_none() && right.held_by(grant.role))
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }
}

/// What became of signing in.
#[derive(Clone, PartialEq, Eq)]
pub enum MemberSignIn {
    /// They are in: the session's token, shown this once; for a cookie.
    Welcome(String),
    /// The address, the password or the second factor is wrong. Which is not said.
    Wrong,
    /// Too many tries were wrong of this client, or for this address; this one was not looked at.
    TooMany {
        /// From when on tries count again.
        again_at: Timestamp,
    },
}

impl std::fmt::Debug for MemberSignIn {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Welcome(_) => "Welcome",
            Self::Wrong => "Wrong",
            Self::TooMany { .. } => "TooMany",
        })
    }
}

impl ProviderConsole<'_> {
    /// Signs a member in. `second` is a one-time code, each of which is taken once, or a recovery code. What is wrong is
    /// counted as wrong passwords of [`Contract::log_in`](crate::Contract::log_in) are, apart from them.
    pub async fn sign_in(
        self,
        email: &str,
        password: &str,
        second: &str,
        client: IpAddr,
    ) -> Result<MemberSignIn> {
        let now = self.now();
        let registry = Registry::clone(&self);
        let email = email.trim();
        let (own_email, own_password, own_second) =
            (email.to_owned(), password.to_owned(), second.to_owned());
        let look = |asker| async move {
            let found = registry
                .directory()
                .authenticate_member(&own_email, &own_password, asker)
                .await?;
            let Some(found) = found else {
                return Ok(None);
            };
            let console = registry.provider();
            let right = console.takes(&found, &own_second, now).await?;
            Ok(right.then_some(found.member))
        };
        // Two tries with another second factor are two tries.
        let both = format!("{password}\n{second}");
        let judged = self
            .member_gate()
            .judge((email, &both), client, now, look)
            .await?;
        let member = match judged {
            Judged::Right(member) => member,
            Judged::Wrong => return Ok(MemberSignIn::Wrong),
            Judged::Wait(again_at) => return Ok(MemberSignIn::TooMany { again_at }),
        };
        let random = self.random();
        let opened = self
            .directory()
            .open_member_session(&member, random, now)
            .await;
        match opened {
            Ok(token) => Ok(MemberSignIn::Welcome(token)),
            // Kept out between the two calls.
            Err(directory::Error::NotFound(Entity::Member)) => Ok(MemberSignIn::Wrong),
            Err(error) => Err(error.into()),
        }
    }

    /// Who holds a session's token. `None`: nobody (any more). Whoever is kept out, or whose provider is no more, has lost it
    /// at once.
    pub async fn session(self, token: &str) -> Result<Option<MemberSession>> {
        let version = self.directory().access_version();
        let found = self
            .directory()
            .member_of_session(token, self.now())
            .await?;
        let Some((id, member)) = found else {
            return Ok(None);
        };
        let provider = self.directory().provider(member.provider).await?;
        let provider = provider.filter(|provider| may_look(provider.state));
        Ok(provider.map(|provider| MemberSession {
            id,
            member,
            provider,
            version,
        }))
    }

    /// Signs out.
    pub async fn sign_out(self, session: &MemberSession) -> Result<()> {
        Ok(self.directory().end_session(session.id.0).await?)
    }

    /// Whether what was typed beside the password is the member's second factor, which it then is no more.
    async fn takes(
        self,
        found: &Credentials,
        typed: &str,
        now: Timestamp,
    ) -> directory::Result<bool> {
        let (directory, member) = (self.directory(), &found.member);
        match Typed::read(typed) {
            Typed::Nothing => Ok(false),
            Typed::Code(code) => {
                let secret = self.open_secret(member.number, &found.sealed_secret)?;
                match totp::step_of(&secret, &code, now) {
                    Some(step) => directory.take_member_step(member.number, step).await,
                    None => Ok(false),
                }
            }
            Typed::Recovery(digest) => directory.take_recovery_code(member, digest, now).await,
        }
    }

    /// Seals the secret of a member's one-time codes.
    pub(super) fn seal_secret(self, number: MemberNumber, secret: &[u8]) -> Vec<u8> {
        self.seal(SECRET_CONTEXT, &number.0.to_be_bytes(), secret)
    }

    /// Opens it. `Corrupt`: it is something else.
    pub(super) fn open_secret(
        self,
        number: MemberNumber,
        sealed: &[u8],
    ) -> directory::Result<Vec<u8>> {
        let secret = self.unseal(SECRET_CONTEXT, &number.0.to_be_bytes(), sealed);
        secret.ok_or_else(|| directory::Error::Corrupt("secret of a member".to_owned()))
    }
}

/// Whether a provider in this state has a console. A suspended one still sees what it has, and may still refuse (rule 10).
const fn may_look(state: ProviderState) -> bool {
    match state {
        ProviderState::Active | ProviderState::Suspended => true,
    }
}
