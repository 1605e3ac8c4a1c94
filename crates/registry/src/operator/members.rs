//! Whom the operator lets into a provider's console: its first owner, and whoever cannot be let in by one.

use directory::activity::Actor;
use directory::member::{
    Invitation, Member, MemberChanged, MemberEmail, MemberNumber, NewMember, RoleGrant,
};
use directory::{Entity, Error};
use domain::{Language, ProviderCode};

use super::{Operator, Result};

/// `NotFound(Member)`: the provider has none of this number.
impl Operator<'_> {
    /// Adds a member of a provider and has the invitation sent to their address, in Turkish. `Exists(Member)`: the address is
    /// somebody's; `NotFound`: there is no such provider, or a brand is not its; `Invalid`.
    pub async fn invite_member(
        self,
        provider: ProviderCode,
        email: &str,
        name: &str,
        roles: Vec<RoleGrant>,
    ) -> Result<(Member, Invitation)> {
        let new = NewMember {
            provider,
            email: MemberEmail::new(email).ok_or(Error::Invalid("e-mail address"))?,
            name: name.to_owned(),
            roles,
        };
        self.invite(new, Actor::Operator, Language::Turkish).await
    }

    /// Has a member invited once more; they set their password and second factor anew.
    pub async fn invite_member_again(
        self,
        provider: ProviderCode,
        number: MemberNumber,
    ) -> Result<(Member, Invitation)> {
        let member = (provider, number);
        let invited = self.invite_again(member, Actor::Operator, Language::Turkish);
        invited.await?.ok_or(Error::NotFound(Entity::Member))
    }

    /// Gives a member other roles in place of those they had.
    pub async fn set_member_roles(
        self,
        provider: ProviderCode,
        number: MemberNumber,
        roles: Vec<RoleGrant>,
    ) -> Result<MemberChanged> {
        let now = self.now();
        self.directory()
            .set_member_roles((provider, number), roles, Actor::Operator, now)
            .await
    }

    /// Keeps a member out and ends their sessions, or lets them in again.
    pub async fn set_member_kept_out(
        self,
        provider: ProviderCode,
        number: MemberNumber,
        kept_out: bool,
    ) -> Result<MemberChanged> {
        let now = self.now();
        self.directory()
            .set_member_kept_out((provider, number), kept_out, Actor::Operator, now)
            .await
    }

    /// The number of a provider's member, by the address they sign in with.
    pub async fn member_number(self, provider: ProviderCode, email: &str) -> Result<MemberNumber> {
        let unknown = Error::NotFound(Entity::Member);
        let Some(email) = MemberEmail::new(email) else {
            return Err(unknown);
        };
        let member = self.directory().member_by_email(&email).await?;
        let member = member.filter(|member| member.provider == provider);
        member.map(|member| member.number).ok_or(unknown)
    }
}
