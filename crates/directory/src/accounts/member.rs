//! The people of a provider who use its console: who they are and what each may do.

mod invitation;
pub(crate) mod row;
mod second_factor;

use domain::{BrandCode, ProviderCode, Timestamp};

use crate::accounts::activity::{self, Action, Actor, NewActivity};
use crate::accounts::session::{self, Subject};
use crate::caches::Caches;
use crate::column::kept;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::{provider, title};
use crate::row_sum::{MEMBER_ROLES, MEMBERS};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

pub use invitation::{INVITATION, Invitation, InvitationStep, Invited, NewMember};
pub use row::{Member, MemberEmail, MemberNumber, MemberRole, MemberState, RoleGrant};
pub use second_factor::{Credentials, RECOVERY_CODES};

/// The most members of a provider.
pub const MEMBERS_MAX: u64 = 1_000;
/// The most roles of a member: each brand a provider is likely to have, and all of them.
pub const ROLES_MAX: usize = 256;

/// What became of a change of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChanged {
    /// It was done.
    Done,
    /// It would leave the provider without an owner who may sign in; nothing was done.
    LastOwner,
}

impl Directory {
    /// The member with a number.
    pub async fn member(&self, number: MemberNumber) -> Result<Option<Member>> {
        let member = sql!(MEMBERS.rows("WHERE number = $1"); number);
        let Some(mut member) = self.one::<Member>(member).await? else {
            return Ok(None);
        };
        let roles = sql!(MEMBER_ROLES.rows("WHERE member = $1 ORDER BY place"); number);
        let roles = self.all::<row::HeldRole>(roles).await?;
        member.roles = roles.into_iter().map(|held| held.grant).collect();
        Ok(Some(member))
    }

    /// The member who signs in with an address.
    pub async fn member_by_email(&self, email: &MemberEmail) -> Result<Option<Member>> {
        let number = sql!("SELECT number FROM members WHERE email = $1"; email);
        match self.one(number).await? {
            Some(number) => self.member(number).await,
            None => Ok(None),
        }
    }

    /// A provider's members, by number.
    pub async fn members_of(&self, provider: ProviderCode) -> Result<Vec<Member>> {
        let members = sql!(MEMBERS.rows("WHERE provider = $1 ORDER BY number"); provider);
        let mut members: Vec<Member> = self.all(members).await?;
        let roles = sql!(MEMBER_ROLES.rows("JOIN members ON members.number = member_roles.member \
             WHERE members.provider = $1 ORDER BY member_roles.member, member_roles.place");
            provider);
        for held in self.all::<row::HeldRole>(roles).await? {
            let place = members.binary_search_by_key(&held.member, |member| member.number);
            if let Ok(place) = place {
                members[place].roles.push(held.grant);
            }
        }
        Ok(members)
    }

    /// Gives a member of a provider other roles in place of those they had. `NotFound(Member)`; `NotFound(Brand)`: a brand is
    /// not the provider's; `Invalid`: no roles, too many, two for one brand, or the owner's for one brand alone.
    pub async fn set_member_roles(
        &self,
        (provider, number): (ProviderCode, MemberNumber),
        roles: Vec<RoleGrant>,
        by: Actor,
        now: Timestamp,
    ) -> Result<MemberChanged> {
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Owner).await?;
                let member = of_provider(connection, provider, number).await?;
                if member.is_owner()
                    && !row::owns(&roles)
                    && is_last_owner(connection, &member).await?
                {
                    return Ok(MemberChanged::LastOwner);
                }
                replace_roles(connection, &member, &roles).await?;
                let noted = NewActivity::by(provider, by, Action::RolesChanged);
                let noted = noted.object(number).detail(said(&roles));
                activity::note(connection, &noted, now).await?;
                Ok(MemberChanged::Done)
            }),
            Caches::access_changed,
        )
        .await
    }

    /// Keeps a member of a provider out, ending their sessions and any open invitation, or lets them in again: as somebody
    /// who is active, or, if they had set no second factor, invited. `NotFound(Member)`.
    pub async fn set_member_kept_out(
        &self,
        (provider, number): (ProviderCode, MemberNumber),
        kept_out: bool,
        by: Actor,
        now: Timestamp,
    ) -> Result<MemberChanged> {
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Owner).await?;
                let member = of_provider(connection, provider, number).await?;
                if (member.state == MemberState::KeptOut) == kept_out {
                    return Ok(MemberChanged::Done);
                }
                if kept_out && member.is_owner() && is_last_owner(connection, &member).await? {
                    return Ok(MemberChanged::LastOwner);
                }
                let state = if kept_out {
                    sql!("UPDATE members SET state = 'kept out', invitation = NULL, \
                     invitation_ends_at = NULL WHERE number = $1"; number)
                } else {
                    sql!("UPDATE members SET state = CASE WHEN taken_step IS NULL THEN 'invited' \
                     ELSE 'active' END WHERE number = $1"; number)
                };
                MEMBERS.change(connection, kept(number)?, state).await?;
                if kept_out {
                    session::end_all(connection, Subject::Member(number)).await?;
                }
                let action = if kept_out {
                    Action::MemberKeptOut
                } else {
                    Action::MemberLetIn
                };
                let noted = NewActivity::by(provider, by, action).object(number);
                activity::note(connection, &noted, now).await?;
                Ok(MemberChanged::Done)
            }),
            Caches::access_changed,
        )
        .await
    }
}

/// A provider's member with a number, with their roles. `NotFound(Member)`.
async fn of_provider(
    connection: &mut Connection,
    provider: ProviderCode,
    number: MemberNumber,
) -> Result<Member> {
    let member = sql!(MEMBERS.rows("WHERE number = $1 AND provider = $2"); number, provider);
    let member = member.one::<Member>(&mut *connection).await?;
    let mut member = member.ok_or(Error::NotFound(Entity::Member))?;
    let roles = sql!(MEMBER_ROLES.rows("WHERE member = $1 ORDER BY place"); number);
    let roles = roles.all::<row::HeldRole>(connection).await?;
    member.roles = roles.into_iter().map(|held| held.grant).collect();
    Ok(member)
}

/// Makes sure that a member who acts still may, because it was asked before their form had come: they are active, and own the
/// account or, where that is enough, manage all its brands. `NotFound(Member)`: they may not (any more).
pub(crate) async fn require_actor(
    connection: &mut Connection,
    provider: ProviderCode,
    by: &Actor,
    least: MemberRole,
) -> Result<()> {
    let Actor::Member(number) = by else {
        return Ok(());
    };
    let member = of_provider(connection, provider, *number).await?;
    let enough = |grant: &RoleGrant| {
        grant.brand.is_none() && (grant.role == MemberRole::Owner || grant.role == least)
    };
    let may = member.state == MemberState::Active && member.roles.iter().any(enough);
    Entity::Member.require(may)
}

/// Makes sure that a member who acts for a brand still may: they are active, and one of these roles is theirs there.
/// `NotFound(Member)`: they may not (any more).
pub(crate) async fn require_role(
    connection: &mut Connection,
    (provider, number): (ProviderCode, MemberNumber),
    brand: BrandCode,
    roles: &[MemberRole],
) -> Result<()> {
    let member = of_provider(connection, provider, number).await?;
    let may = member.roles_for(brand).any(|role| roles.contains(&role));
    Entity::Member.require(member.state == MemberState::Active && may)
}

/// Whether an owner may sign in, and nobody else who owns the account does. One who may not sign in is none that would be
/// missed.
async fn is_last_owner(connection: &mut Connection, member: &Member) -> Result<bool> {
    if member.state != MemberState::Active {
        return Ok(false);
    }
    let others = sql!("SELECT 1 FROM members JOIN member_roles ON member = number \
         WHERE provider = $1 AND number <> $2 AND state = 'active' AND role = 'owner'";
        member.provider, member.number);
    Ok(!others.exists(connection).await?)
}

/// Puts roles in place of those a member had.
async fn replace_roles(
    connection: &mut Connection,
    member: &Member,
    roles: &[RoleGrant],
) -> Result<()> {
    let invalid = Error::Invalid("roles: one or more, each brand once, the owner's for all brands");
    if roles.is_empty() || roles.len() > ROLES_MAX {
        return Err(invalid);
    }
    let number = member.number;
    sql!("DELETE FROM member_roles WHERE member = $1"; number)
        .apply(connection)
        .await?;
    for RoleGrant { brand, role } in roles {
        if let Some(brand) = brand {
            let own = sql!("SELECT 1 FROM brands WHERE code = $1 AND provider = $2";
                *brand, member.provider);
            Entity::Brand.require(own.exists(&mut *connection).await?)?;
        }
        if *role == MemberRole::Owner && brand.is_some() {
            return Err(invalid);
        }
        let place = brand.map_or(0, |brand| i64::from(brand.0));
        let insert = insert!(member_roles: member = number, place, brand = *brand, role = *role;
            "ON CONFLICT DO NOTHING");
        let key = [kept(number)?, place];
        if !MEMBER_ROLES.insert(connection, key, insert).await? {
            return Err(invalid);
        }
    }
    Ok(())
}

/// Roles as the log of activity has them: `editor 600001, viewer`.
fn said(roles: &[RoleGrant]) -> String {
    let said = roles.iter().map(|grant| match grant.brand {
        Some(brand) => format!("{} {brand}", grant.role.as_word()),
        None => grant.role.as_word().to_owned(),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Adds a member who is invited, with roles.
async fn add(connection: &mut Connection, new: &NewMember, now: Timestamp) -> Result<Member> {
    title::require(&new.name)?;
    provider::require(connection, new.provider).await?;
    let count = sql!("SELECT COUNT(*) FROM members WHERE provider = $1"; new.provider);
    if count.only::<u64>(&mut *connection).await? >= MEMBERS_MAX {
        return Err(Error::Limit(Entity::Member));
    }
    let last = sql!("SELECT COALESCE(MAX(number), 0) FROM members");
    let last: u64 = last.only(&mut *connection).await?;
    let member = Member {
        number: MemberNumber(last + 1),
        provider: new.provider,
        email: new.email.clone(),
        name: new.name.trim().to_owned(),
        state: MemberState::Invited,
        created: now,
        roles: new.roles.clone(),
    };
    let insert = insert!(members: number = member.number, provider = member.provider,
        email = &member.email, name = &member.name, state = member.state, created_at = now;
        "ON CONFLICT DO NOTHING");
    if !MEMBERS
        .insert(connection, kept(member.number)?, insert)
        .await?
    {
        return Err(Error::Exists(Entity::Member));
    }
    replace_roles(connection, &member, &new.roles).await?;
    Ok(member)
}
