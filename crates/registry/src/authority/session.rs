//! Officers, signed in: by name, password and a second factor at once, so that no answer tells which was wrong.

use std::net::IpAddr;

use directory::officer::{Duty, NewFactor, Posting, Province};
use directory::staff::StaffMember;
use domain::Timestamp;

use crate::password_gate::Judged;
use crate::staff::{StaffRole, StaffSession};
use crate::totp::{self, Drawn, Typed};
use crate::{Authority, Registry, Result};

pub use crate::totp::SecretShown;

/// What the secret of an officer's one-time codes is sealed under, with the name they sign in with.
const SECRET_CONTEXT: &[u8] = b"izin/officer-secret/";

/// An officer who has signed in.
#[derive(Clone, Debug)]
pub struct OfficerSession {
    staff: StaffSession,
    posting: Posting,
}

impl OfficerSession {
    /// Who it is.
    pub fn member(&self) -> &StaffMember {
        self.staff.member()
    }

    /// The province they work for; `None`: the whole country.
    pub const fn province(&self) -> Option<Province> {
        self.posting.province
    }

    /// What they do.
    pub const fn duty(&self) -> Duty {
        self.posting.duty
    }
}

/// What became of signing in.
#[derive(Clone, PartialEq, Eq)]
pub enum OfficerSignIn {
    /// They are in: the session's token, shown this once; for a cookie.
    Welcome(String),
    /// The name, the password or the second factor is wrong, or they are no officer. Which is not said.
    Wrong,
    /// Too many tries were wrong of this client, or for this name; this one was not looked at.
    TooMany {
        /// From when on tries count again.
        again_at: Timestamp,
    },
}

impl std::fmt::Debug for OfficerSignIn {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Welcome(_) => "Welcome",
            Self::Wrong => "Wrong",
            Self::TooMany { .. } => "TooMany",
        })
    }
}

/// A second factor that an officer is given, told this once.
pub struct GivenFactor {
    /// The secret of their one-time codes.
    pub secret: SecretShown,
    /// Their recovery codes.
    pub recovery: Vec<String>,
}

impl Registry {
    /// A new second factor for somebody of a name: as it is told, and as it is kept.
    pub(crate) fn officer_factor(&self, name: &str) -> (GivenFactor, NewFactor) {
        let drawn = Drawn::new(self.random());
        let given = GivenFactor {
            secret: totp::shown(&drawn.secret, name),
            recovery: drawn.recovery,
        };
        let kept = NewFactor {
            sealed_secret: self.seal(SECRET_CONTEXT, name.as_bytes(), &drawn.secret),
            recovery: drawn.digests,
        };
        (given, kept)
    }
}

impl Authority<'_> {
    /// Signs an officer in. `second` is a one-time code, each of which is taken once, or a recovery code. What is wrong is
    /// counted as wrong passwords of [`Contract::log_in`](crate::Contract::log_in) are, apart from them.
    pub async fn sign_in(
        self,
        name: &str,
        password: &str,
        second: &str,
        client: IpAddr,
    ) -> Result<OfficerSignIn> {
        let now = self.now();
        let registry = Registry::clone(&self);
        let name = name.trim();
        let (own_name, own_password, own_second) =
            (name.to_owned(), password.to_owned(), second.to_owned());
        let look = |asker| async move {
            let found = registry
                .directory()
                .authenticate_staff(&own_name, &own_password, asker)
                .await?;
            let Some(found) = found.filter(|found| found.role == StaffRole::Authority) else {
                return Ok(None);
            };
            let right = registry.authority().takes(&found, &own_second, now).await?;
            Ok(right.then_some(found))
        };
        // Two tries with another second factor are two tries.
        let both = format!("{password}\n{second}");
        let judged = self
            .officer_gate()
            .judge((name, &both), client, now, look)
            .await?;
        let member = match judged {
            Judged::Right(member) => member,
            Judged::Wrong => return Ok(OfficerSignIn::Wrong),
            Judged::Wait(again_at) => return Ok(OfficerSignIn::TooMany { again_at }),
        };
        let token = self.let_staff_in(&member, now).await?;
        Ok(token.map_or(OfficerSignIn::Wrong, OfficerSignIn::Welcome))
    }

    /// Who holds a session's token. `None`: nobody (any more), or somebody who is no officer.
    pub async fn session(self, token: &str) -> Result<Option<OfficerSession>> {
        let Some(staff) = self.staff_in_role(StaffRole::Authority, token).await? else {
            return Ok(None);
        };
        let posting = self.directory().posting(staff.member().number).await?;
        Ok(posting.map(|posting| OfficerSession { staff, posting }))
    }

    /// Signs out.
    pub async fn sign_out(self, session: &OfficerSession) -> Result<()> {
        self.sign_staff_out(&session.staff).await
    }

    /// How many recovery codes somebody has left.
    pub async fn recovery_codes_left(self, session: &OfficerSession) -> Result<u64> {
        let number = session.member().number;
        Ok(self.directory().officer_recovery_codes_left(number).await?)
    }

    /// Whether what was typed beside the password is the officer's second factor, which it then is no more.
    async fn takes(
        self,
        found: &StaffMember,
        typed: &str,
        now: Timestamp,
    ) -> directory::Result<bool> {
        let (directory, number) = (self.directory(), found.number);
        let Some(sealed) = directory.officer_secret(number).await? else {
            return Ok(false);
        };
        match Typed::read(typed) {
            Typed::Nothing => Ok(false),
            Typed::Code(code) => {
                let secret = self.unseal(SECRET_CONTEXT, found.name.as_str().as_bytes(), &sealed);
                let corrupt = || directory::Error::Corrupt("secret of an officer".to_owned());
                match totp::step_of(&secret.ok_or_else(corrupt)?, &code, now) {
                    Some(step) => directory.take_officer_step(number, step).await,
                    None => Ok(false),
                }
            }
            Typed::Recovery(digest) => directory.take_officer_recovery_code(number, digest).await,
        }
    }
}
