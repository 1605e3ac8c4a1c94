//! An invitation's link, and what is set there: the password, then the second factor, which one code has to prove.

use std::net::IpAddr;

use directory::member::InvitationStep;
use domain::Timestamp;

use crate::password_gate::Judged;
use crate::totp::{self, Typed};
use crate::{ProviderConsole, Registry, Result};
use directory::member::Member;

pub use crate::totp::SecretShown;

/// The shortest password that somebody may choose, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;

/// An invitation that is open.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    /// Who is invited.
    pub member: Member,
    /// The inviting provider's title.
    pub provider: String,
    /// The secret of their one-time codes, once they have set their password; `None`: that is to be set first.
    pub secret: Option<SecretShown>,
}

/// What became of a password that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordChosen {
    /// It is theirs.
    Set,
    /// It has fewer characters than [`PASSWORD_CHARS_MIN`].
    TooShort,
    /// It is longer than passwords may be.
    TooLong,
    /// The link is no good (any more), or a password was set already.
    Over,
}

/// What became of taking an invitation up.
#[derive(Clone)]
pub enum InvitationTaken {
    /// They may sign in from now on: these are their recovery codes, shown this once.
    Accepted(Vec<String>),
    /// The code is wrong.
    Wrong,
    /// The link is no good (any more).
    Over,
    /// Too many codes were wrong; this one was not looked at.
    TooMany {
        /// From when on codes are looked at again.
        again_at: Timestamp,
    },
}

impl std::fmt::Debug for InvitationTaken {
    /// Leaves the codes out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Accepted(_) => "Accepted",
            Self::Wrong => "Wrong",
            Self::Over => "Over",
            Self::TooMany { .. } => "TooMany",
        })
    }
}

impl ProviderConsole<'_> {
    /// Whose invitation a link is, and how far they are. `None`: it is no good (any more).
    pub async fn invitation(self, token: &str) -> Result<Option<OpenInvitation>> {
        let found = self.directory().invitation(token, self.now()).await?;
        let Some((member, step)) = found else {
            return Ok(None);
        };
        let provider = self.directory().provider(member.provider).await?;
        let secret = match step {
            InvitationStep::Password => None,
            InvitationStep::SecondFactor { sealed_secret } => {
                let secret = self.open_secret(member.number, &sealed_secret)?;
                Some(totp::shown(&secret, member.email.as_str()))
            }
        };
        Ok(Some(OpenInvitation {
            member,
            provider: provider.map(|found| found.title).unwrap_or_default(),
            secret,
        }))
    }

    /// Sets the password of whoever holds an invitation.
    pub async fn choose_password(self, token: &str, password: &str) -> Result<PasswordChosen> {
        if password.chars().count() < PASSWORD_CHARS_MIN {
            return Ok(PasswordChosen::TooShort);
        }
        if password.len() > directory::user::PASSWORD_MAX {
            return Ok(PasswordChosen::TooLong);
        }
        let (directory, random, now) = (self.directory(), self.random(), self.now());
        let Some((member, InvitationStep::Password)) = directory.invitation(token, now).await?
        else {
            return Ok(PasswordChosen::Over);
        };
        let sealed = self.seal_secret(member.number, &totp::draw(random));
        let set = directory
            .set_invited_password(token, password, sealed, random, now)
            .await?;
        Ok(if set {
            PasswordChosen::Set
        } else {
            PasswordChosen::Over
        })
    }

    /// Takes an invitation up by a code of the second factor. Wrong ones are counted as wrong passwords are.
    pub async fn accept_invitation(
        self,
        token: &str,
        code: &str,
        client: IpAddr,
    ) -> Result<InvitationTaken> {
        let now = self.now();
        let found = self.directory().invitation(token, now).await?;
        let Some((member, InvitationStep::SecondFactor { sealed_secret })) = found else {
            return Ok(InvitationTaken::Over);
        };
        let recovery = totp::recovery_codes(self.random());
        let (codes, digests): (Vec<_>, Vec<_>) = recovery.into_iter().unzip();
        let registry = Registry::clone(&self);
        let (own_token, own_code) = (token.to_owned(), code.to_owned());
        let look = |_| async move {
            let secret = registry
                .provider()
                .open_secret(member.number, &sealed_secret)?;
            let step = match Typed::read(&own_code) {
                Typed::Code(code) => totp::step_of(&secret, &code, now),
                Typed::Recovery(_) | Typed::Nothing => None,
            };
            match step {
                Some(step) => {
                    let directory = registry.directory();
                    directory
                        .accept_invitation(&own_token, step, digests, now)
                        .await
                }
                None => Ok(None),
            }
        };
        let gate = self.member_gate();
        Ok(match gate.judge((token, code), client, now, look).await? {
            Judged::Right(_) => InvitationTaken::Accepted(codes),
            Judged::Wrong => InvitationTaken::Wrong,
            Judged::Wait(again_at) => InvitationTaken::TooMany { again_at },
        })
    }
}
