//! Inviting members: the link goes to their address, and to whoever invites them where that is the operator.

use directory::activity::Actor;
use directory::member::{INVITATION, Invitation, Member, MemberEmail, MemberNumber, NewMember};
use directory::{Entity, Error};
use domain::{Language, ProviderCode};

use crate::Registry;
use crate::message::{Content, NewMessage};

/// Seconds in an hour.
const HOUR: u64 = 3_600;

impl Registry {
    /// Adds a member and has them invited. `Exists(Member)`: the address is somebody's; `NotFound`; `Limit`; `Invalid`.
    pub(crate) async fn invite(
        &self,
        new: NewMember,
        by: Actor,
        language: Language,
    ) -> directory::Result<(Member, Invitation)> {
        let invitation = Invitation::draw(self.random())?;
        let title = self.title_of(new.provider).await?;
        let message = self.invitation_to((&new.email, title), &invitation, language)?;
        let directory = self.directory();
        let member = directory
            .invite_member(new, &invitation, message, by, self.now())
            .await?;
        self.message_wake().wake();
        Ok((member, invitation))
    }

    /// Has a member of a provider invited once more; they set their password and second factor anew. `NotFound(Member)`.
    /// `None`: they are the last owner, and a member may not do so.
    pub(crate) async fn invite_again(
        &self,
        (provider, number): (ProviderCode, MemberNumber),
        by: Actor,
        language: Language,
    ) -> directory::Result<Option<(Member, Invitation)>> {
        let directory = self.directory();
        let member = directory.member(number).await?;
        let member = member.ok_or(Error::NotFound(Entity::Member))?;
        let invitation = Invitation::draw(self.random())?;
        let title = self.title_of(provider).await?;
        let message = self.invitation_to((&member.email, title), &invitation, language)?;
        let member = directory
            .invite_member_again((provider, number), &invitation, message, by, self.now())
            .await?;
        self.message_wake().wake();
        Ok(member.map(|member| (member, invitation)))
    }

    async fn title_of(&self, provider: ProviderCode) -> directory::Result<String> {
        let provider = self.directory().provider(provider).await?;
        let provider = provider.ok_or(Error::NotFound(Entity::Provider))?;
        Ok(provider.title)
    }

    /// The message that brings an invitation. `provider`: its title.
    pub(crate) fn invitation_to(
        &self,
        (email, provider): (&MemberEmail, String),
        invitation: &Invitation,
        language: Language,
    ) -> directory::Result<directory::message::StoredMessage> {
        let unusable = || Error::Invalid("e-mail address");
        let hours = INVITATION.as_secs() / HOUR;
        let message = NewMessage {
            to: email.address().ok_or_else(unusable)?,
            language,
            content: Content::Invitation {
                provider,
                token: invitation.token().to_owned(),
                hours: u32::try_from(hours).unwrap_or(u32::MAX),
            },
        };
        let outbox = self.outbox();
        let sealed = outbox.sealed(outbox.new_message_id(), &message, self.now());
        sealed.map_err(|_| unusable())
    }
}
