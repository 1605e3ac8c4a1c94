//! Who uses the console, and as what: an owner's to say.

use directory::activity::Actor;
use directory::member::{Member, MemberChanged, MemberEmail, MemberNumber, NewMember, RoleGrant};
use directory::{Entity, Error as Cause, title};
use domain::Language;

use super::session::MemberSession;
use crate::{ProviderConsole, Result};

/// An owner of the account who has signed in.
#[derive(Clone, Debug)]
pub struct OwnerSession(MemberSession);

impl OwnerSession {
    /// The session, if its member owns the account.
    pub fn of(session: &MemberSession) -> Option<Self> {
        session.member().is_owner().then(|| Self(session.clone()))
    }

    /// Who it is.
    pub fn member(&self) -> &Member {
        self.0.member()
    }

    fn actor(&self) -> Actor {
        Actor::Member(self.0.member().number)
    }
}

/// What became of inviting somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// The link is on its way to them.
    Sent,
    /// The address is somebody's already, of this or of another provider.
    AddressTaken,
    /// It is no e-mail address.
    NoAddress,
    /// The name says nothing, is too long, or has letters that are not seen.
    NoName,
    /// There are no roles, or some that cannot be held.
    NoRoles,
    /// The provider has as many members as it may.
    TooMany,
}

/// What became of a change of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It was done.
    Done,
    /// It would leave the account without an owner who may sign in.
    LastOwner,
    /// The roles cannot be held.
    NoRoles,
    /// The provider has no such member, or they are kept out and cannot be invited.
    Unknown,
}

impl ProviderConsole<'_> {
    /// All members of the provider, by number.
    pub async fn members(self, owner: &OwnerSession) -> Result<Vec<Member>> {
        let provider = owner.0.provider().code;
        Ok(self.directory().members_of(provider).await?)
    }

    /// Invites somebody; the link goes to their address, in this language.
    pub async fn invite_member(
        self,
        owner: &OwnerSession,
        (email, name): (&str, &str),
        roles: Vec<RoleGrant>,
        language: Language,
    ) -> Result<Invited> {
        let Some(email) = MemberEmail::new(email) else {
            return Ok(Invited::NoAddress);
        };
        if !title::is_one(name) {
            return Ok(Invited::NoName);
        }
        let new = NewMember {
            provider: owner.0.provider().code,
            email,
            name: name.to_owned(),
            roles,
        };
        match self.invite(new, owner.actor(), language).await {
            Ok(_) => Ok(Invited::Sent),
            Err(Cause::Exists(Entity::Member)) => Ok(Invited::AddressTaken),
            Err(Cause::Limit(Entity::Member)) => Ok(Invited::TooMany),
            Err(Cause::NotFound(Entity::Brand) | Cause::Invalid(_)) => Ok(Invited::NoRoles),
            Err(error) => Err(error.into()),
        }
    }

    /// Invites a member once more: their password, second factor and recovery codes are set anew, and they are signed out.
    pub async fn reset_member(
        self,
        owner: &OwnerSession,
        number: MemberNumber,
        language: Language,
    ) -> Result<Changed> {
        let member = (owner.0.provider().code, number);
        match self.invite_again(member, owner.actor(), language).await {
            Ok(Some(_)) => Ok(Changed::Done),
            Ok(None) => Ok(Changed::LastOwner),
            Err(error) => changed(Err(error)),
        }
    }

    /// Gives a member other roles in place of those they had.
    pub async fn change_roles(
        self,
        owner: &OwnerSession,
        number: MemberNumber,
        roles: Vec<RoleGrant>,
    ) -> Result<Changed> {
        let (member, now) = ((owner.0.provider().code, number), self.now());
        let set = self
            .directory()
            .set_member_roles(member, roles, owner.actor(), now);
        changed(set.await)
    }

    /// Keeps a member out and ends their sessions, or lets them in again.
    pub async fn keep_out(
        self,
        owner: &OwnerSession,
        number: MemberNumber,
        kept_out: bool,
    ) -> Result<Changed> {
        let (member, now) = ((owner.0.provider().code, number), self.now());
        let set = self
            .directory()
            .set_member_kept_out(member, kept_out, owner.actor(), now);
        changed(set.await)
    }
}

fn changed(outcome: directory::Result<MemberChanged>) -> Result<Changed> {
    match outcome {
        Ok(MemberChanged::Done) => Ok(Changed::Done),
        Ok(MemberChanged::LastOwner) => Ok(Changed::LastOwner),
        Err(Cause::NotFound(Entity::Member)) => Ok(Changed::Unknown),
        Err(Cause::NotFound(Entity::Brand) | Cause::Invalid(_)) => Ok(Changed::NoRoles),
        Err(error) => Err(error.into()),
    }
}
