//! Inviting members, and what they set when they take the invitation up: first the password, then the second factor.

use std::time::Duration;

use domain::outside::Random;
use domain::{ProviderCode, Timestamp};

use super::row::{Member, MemberEmail, MemberNumber, MemberRole, MemberState, RoleGrant};
use super::{add, is_last_owner, of_provider, require_actor};
use crate::accounts::activity::{self, Action, Actor, NewActivity};
use crate::accounts::secret::{self, TokenDigest};
use crate::accounts::session::{self, Subject};
use crate::caches::Caches;
use crate::column::kept;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow as _};
use crate::row_sum::MEMBERS;
use crate::statement::sql;
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::writer::work;

/// How long an invitation may be taken up: three days.
pub const INVITATION: Duration = Duration::from_hours(72);

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// By which provider.
    pub provider: ProviderCode,
    /// What they will sign in with.
    pub email: MemberEmail,
    /// What they are called.
    pub name: String,
    /// What they will be allowed to do.
    pub roles: Vec<RoleGrant>,
}

/// An invitation's token: what its link ends with. Shown once; its `Debug` hides it.
#[derive(Clone)]
pub struct Invitation {
    token: String,
    digest: TokenDigest,
}

impl Invitation {
    /// Draws one.
    pub fn draw(random: &dyn Random) -> Result<Self> {
        let token = secret::draw(random, secret::SESSION_PREFIX);
        let digest = digest_of(&token).ok_or(Error::Invalid("invitation's token"))?;
        Ok(Self { token, digest })
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Invitation")
    }
}

/// What is to be set next by whoever holds an invitation.
#[derive(Clone, Debug)]
pub enum InvitationStep {
    /// The password.
    Password,
    /// The second factor.
    SecondFactor {
        /// The secret of their one-time codes, as it was sealed.
        sealed_secret: Vec<u8>,
    },
}

/// Somebody who is invited, with the message that says so.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Who.
    pub new: NewMember,
    /// By which link.
    pub invitation: Invitation,
    /// What brings it.
    pub message: StoredMessage,
}

impl Invited {
    pub(crate) async fn keep(
        self,
        connection: &mut Connection,
        by: Actor,
        now: Timestamp,
    ) -> Result<Member> {
        require_actor(connection, self.new.provider, &by, MemberRole::Owner).await?;
        let member = add(connection, &self.new, now).await?;
        open(connection, member.number, self.invitation.digest, now).await?;
        message::insert(connection, &self.message).await?;
        let noted = NewActivity::by(member.provider, by, Action::MemberInvited);
        activity::note(connection, &noted.object(member.number), now).await?;
        Ok(member)
    }
}

impl Directory {
    /// Adds a member, together with the message that invites them. `Exists(Member)`: the address is somebody's;
    /// `NotFound(Provider)`, `NotFound(Brand)`; `Limit(Member)`; `Invalid`: a name or roles cannot be these.
    pub async fn invite_member(
        &self,
        new: NewMember,
        invitation: &Invitation,
        message: StoredMessage,
        by: Actor,
        now: Timestamp,
    ) -> Result<Member> {
        let invited = Invited {
            new,
            invitation: invitation.clone(),
            message,
        };
        self.write(work!(|connection| invited.keep(connection, by, now).await))
            .await
    }

    /// Invites a member of a provider once more: the link before is no good, and whoever was active has to set their password
    /// and second factor anew and is signed out meanwhile. `NotFound(Member)`: nobody, or somebody who is kept out. `None`:
    /// a member may not invite the last owner again, or nobody could sign in until they are back.
    pub async fn invite_member_again(
        &self,
        (provider, number): (ProviderCode, MemberNumber),
        invitation: &Invitation,
        message: StoredMessage,
        by: Actor,
        now: Timestamp,
    ) -> Result<Option<Member>> {
        let digest = invitation.digest;
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Owner).await?;
                let mut member = of_provider(connection, provider, number).await?;
                if member.state == MemberState::KeptOut {
                    return Err(Error::NotFound(Entity::Member));
                }
                let is_a_members = matches!(by, Actor::Member(_));
                if is_a_members && member.is_owner() && is_last_owner(connection, &member).await? {
                    return Ok(None);
                }
                open(connection, number, digest, now).await?;
                sql!("DELETE FROM member_recovery_codes WHERE member = $1"; number)
                    .apply(connection)
                    .await?;
                session::end_all(connection, Subject::Member(number)).await?;
                message::insert(connection, &message).await?;
                let noted = NewActivity::by(provider, by, Action::MemberInvitedAgain);
                activity::note(connection, &noted.object(number), now).await?;
                member.state = MemberState::Invited;
                Ok(Some(member))
            }),
            Caches::access_changed,
        )
        .await
    }

    /// Whose invitation a link is, and what they set next. `None`: it is nobody's (any more).
    pub async fn invitation(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(Member, InvitationStep)>> {
        let Some(digest) = digest_of(token) else {
            return Ok(None);
        };
        let open = sql!(MEMBERS.rows("WHERE invitation = $1 AND invitation_ends_at > $2 \
             AND state = 'invited'"); digest, now);
        let Some(row) = open.row(self.readers()).await? else {
            return Ok(None);
        };
        let member = Member::read(&row)?;
        let has_password = row.read::<Option<String>>("password_hash")?.is_some();
        let step = match row.read("sealed_secret")? {
            Some(sealed_secret) if has_password => InvitationStep::SecondFactor { sealed_secret },
            _ => InvitationStep::Password,
        };
        Ok(Some((member, step)))
    }

    /// Sets the password of whoever holds an invitation, and the secret of their one-time codes, which counts once a code
    /// has proven that they have it. `false`: the invitation is no good (any more). `Invalid`: the password is empty or too
    /// long.
    pub async fn set_invited_password(
        &self,
        token: &str,
        password: &str,
        sealed_secret: Vec<u8>,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<bool> {
        let hash = self.hash(password, random).await?;
        let Some(digest) = digest_of(token) else {
            return Ok(false);
        };
        self.write(work!(|connection| {
            let Some(number) = invited(connection, digest, now).await? else {
                return Ok(false);
            };
            let set = sql!("UPDATE members SET password_hash = $1, sealed_secret = $2 \
                 WHERE number = $3 AND password_hash IS NULL"; hash, sealed_secret, number);
            MEMBERS.change(connection, kept(number)?, set).await
        }))
        .await
    }

    /// Takes an invitation up, once a code has proven the second factor: its step of time counts as taken, and these are the
    /// digests of the recovery codes. `None`: the invitation is no good (any more).
    pub async fn accept_invitation(
        &self,
        token: &str,
        step: i64,
        recovery: Vec<TokenDigest>,
        now: Timestamp,
    ) -> Result<Option<Member>> {
        let Some(digest) = digest_of(token) else {
            return Ok(None);
        };
        self.write(work!(|connection| {
            let Some(number) = invited(connection, digest, now).await? else {
                return Ok(None);
            };
            let accept = sql!("UPDATE members SET state = 'active', invitation = NULL, \
                 invitation_ends_at = NULL, taken_step = $1 WHERE number = $2 \
                 AND password_hash IS NOT NULL AND sealed_secret IS NOT NULL"; step, number);
            if !MEMBERS.change(connection, kept(number)?, accept).await? {
                return Ok(None);
            }
            for code in recovery {
                sql!("INSERT INTO member_recovery_codes (member, digest) VALUES ($1, $2)";
                    number, code)
                .apply(connection)
                .await?;
            }
            let member = sql!(MEMBERS.rows("WHERE number = $1"); number);
            let member: Member = member.only(&mut *connection).await?;
            let noted = NewActivity::of(&member, Action::InvitationAccepted);
            activity::note(connection, &noted, now).await?;
            Ok(Some(member))
        }))
        .await
    }
}

/// Opens an invitation in place of whatever was set before.
async fn open(
    connection: &mut Connection,
    number: MemberNumber,
    digest: TokenDigest,
    now: Timestamp,
) -> Result<()> {
    let open = sql!("UPDATE members SET state = 'invited', password_hash = NULL, \
         sealed_secret = NULL, taken_step = NULL, invitation = $1, invitation_ends_at = $2 \
         WHERE number = $3"; digest, now + INVITATION, number);
    MEMBERS.change(connection, kept(number)?, open).await?;
    Ok(())
}

/// Whose an open invitation is.
async fn invited(
    connection: &mut Connection,
    digest: TokenDigest,
    now: Timestamp,
) -> Result<Option<MemberNumber>> {
    let invited = sql!("SELECT number FROM members WHERE invitation = $1 \
         AND invitation_ends_at > $2 AND state = 'invited'"; digest, now);
    invited.one(connection).await
}

fn digest_of(token: &str) -> Option<TokenDigest> {
    secret::digest_of(token, secret::SESSION_PREFIX)
}
