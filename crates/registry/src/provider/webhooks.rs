//! A brand's push connections on the console: seen by whoever may see the brand, kept by whoever may manage it. One that is
//! made here may be told of what the provider's own side records, too, and may sign its messages in place of logging in.
//!
//! A connection that signs is made paused: its receiver needs the key first, which is shown once, and proves itself when
//! the connection is used for the first time. What is recorded meanwhile follows.

use std::collections::HashMap;

use directory::activity::{Action, NewActivity};
use directory::push::{
    ACTIVE_CONNECTIONS, AttemptEnding, NewPushConnection, PushChange, PushConnection, PushOwner,
    PushStatus, REGISTERED_CONNECTIONS,
};
use directory::{Entity, Error as Cause};
use domain::{Channel, Day};
use uuid::Uuid;

use super::scope::{Managing, MemberScope};
use crate::contract::push::{
    Attempt, Behind, ConnectionId, Credentials, Pass, Proof, PushListing, PushSecret,
    PushTransport, PushUrl, ReplayBegun, Resumed, SEAL_CONTEXT, Terms, Trial, UrlProblem, prove,
};
use crate::{BrandScope, Error, ProviderConsole, Result};

/// A connection somebody wants, or what is to be changed about one.
#[derive(Clone, Debug)]
pub struct WebhookDraft {
    /// Where to.
    pub url: String,
    /// The channel whose movements are wanted; of a connection that there is, it does not change.
    pub channel: Channel,
    /// Whether what the provider's own side records is wanted, too.
    pub own_too: bool,
    /// Who to log in as; `None`: messages are signed in place of that.
    pub credentials: Option<Credentials>,
}

/// A connection as it stands.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// What it is.
    pub listing: PushListing,
    /// How far behind it is.
    pub behind: Behind,
    /// How the last try ended, where it failed.
    pub failure: Option<(AttemptEnding, Option<u16>)>,
}

impl Webhook {
    /// Whether it was never used: its receiver has not proved itself yet.
    pub fn is_new(&self) -> bool {
        !self.listing.active && self.listing.failing_since.is_none()
    }

    /// Whether it is the provider's to try, to use again and to have sent things once more. A partner's is the partner's.
    pub fn is_own(&self) -> bool {
        self.listing.partner.is_none()
    }
}

/// A connection that was made.
#[derive(Clone, Debug)]
pub struct WebhookAdded {
    /// Its name.
    pub id: ConnectionId,
    /// The key that its messages are signed with, shown this once; `None`: it logs in.
    pub secret: Option<PushSecret>,
}

/// Why a connection was not made or changed. Nothing was written.
#[derive(Debug)]
pub enum WebhookError {
    /// Its URL may not be called.
    Url(UrlProblem),
    /// Name or password cannot be one.
    Credentials,
    /// The brand has one of this channel and URL.
    Taken,
    /// The brand has as many of this channel as it may.
    TooMany,
    /// The endpoint has not proved itself.
    Unproven(Proof),
    /// The brand has no such connection, or it was not made on the console.
    Unknown,
    /// It was changed by somebody else meanwhile.
    Changed,
    /// Something else.
    Other(Error),
}

impl From<Error> for WebhookError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<Cause> for WebhookError {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Exists(Entity::PushConnection) => Self::Taken,
            Cause::Limit(Entity::PushConnection) => Self::TooMany,
            Cause::NotFound(Entity::PushConnection) => Self::Unknown,
            Cause::Changed(Entity::PushConnection) => Self::Changed,
            cause => Self::Other(cause.into()),
        }
    }
}

impl ProviderConsole<'_> {
    /// A brand's connections and how each stands, oldest first.
    pub async fn webhooks<P>(self, scope: &MemberScope<P>) -> Result<Vec<Webhook>> {
        let known = self.directory().push_connections(scope.brand()).await?;
        self.standing_of(scope, known).await
    }

    /// One of them. `None`: the brand has none of this name.
    pub async fn webhook<P>(
        self,
        scope: &MemberScope<P>,
        id: ConnectionId,
    ) -> Result<Option<Webhook>> {
        let known = self.contract().own_connection(scope, id).await?;
        let known = known.into_iter().collect();
        Ok(self.standing_of(scope, known).await?.pop())
    }

    /// The same, with what was tried before an attempt, or last.
    pub async fn webhook_with_attempts<P>(
        self,
        scope: &MemberScope<P>,
        id: ConnectionId,
        before: Option<u64>,
    ) -> Result<Option<(Webhook, Vec<Attempt>)>> {
        let Some(known) = self.contract().own_connection(scope, id).await? else {
            return Ok(None);
        };
        let attempts = self.contract().attempts_of(&known, before).await?;
        let webhook = self.standing_of(scope, vec![known]).await?.pop();
        Ok(webhook.map(|webhook| (webhook, attempts)))
    }

    /// Makes a connection. One that logs in is used at once, after its endpoint has proved itself.
    pub async fn add_webhook(
        self,
        scope: &MemberScope<Managing>,
        draft: WebhookDraft,
        transport: &dyn PushTransport,
    ) -> Result<WebhookAdded, WebhookError> {
        scope.require_subscription(self.now())?;
        let url = PushUrl::new(&draft.url, transport.reach()).map_err(WebhookError::Url)?;
        self.require_room(scope, &draft, &url).await?;
        let id = Uuid::from_bytes(self.contract().new_request_id().0);
        let (username, sealed_password) = self.seal_login(id, draft.credentials.as_ref())?;
        let status = match &draft.credentials {
            Some(credentials) => {
                let _place = self.contract().place_to_call(scope)?;
                require_proof(&url, &Pass::of(credentials.clone()), transport).await?;
                // The endpoint may have taken its time.
                self.contract().reopened(scope).await?;
                PushStatus::Active
            }
            None => PushStatus::Paused,
        };
        let connection = NewPushConnection {
            id,
            brand: scope.brand(),
            channel: draft.channel,
            owner: PushOwner::Provider,
            url: url.as_str().to_owned(),
            username,
            sealed_password,
            cursor: self.ledger().end(),
            status,
            terms: terms(draft.own_too),
        };
        let (directory, now) = (self.directory(), self.now());
        let noted = noted(scope, Action::WebhookAdded, ConnectionId(id));
        let noted = Some(noted.detail(draft.channel.as_wire()));
        let secret = if draft.credentials.is_some() {
            directory
                .add_push_connection(connection, noted, now)
                .await?;
            None
        } else {
            let (secret, sealed) = self.contract().drawn_push_secret(id);
            let add = directory.add_signing_push_connection(connection, sealed, noted, now);
            add.await?;
            Some(secret)
        };
        let id = ConnectionId(id);
        Ok(WebhookAdded { id, secret })
    }

    /// Changes where a connection leads, what it is told of and who it logs in as; its place and its key stay. The endpoint of
    /// one in use proves itself first, and the proof counts only if nobody changes the connection meanwhile.
    pub async fn change_webhook(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
        draft: WebhookDraft,
        transport: &dyn PushTransport,
    ) -> Result<(), WebhookError> {
        scope.require_subscription(self.now())?;
        let known = self.contract().own_connection(scope, id).await?;
        let known = known.filter(|known| known.connection.terms.is_of_console());
        let known = known.ok_or(WebhookError::Unknown)?;
        let url = PushUrl::new(&draft.url, transport.reach()).map_err(WebhookError::Url)?;
        let logs_in = !known.connection.sealed_password.is_empty();
        if logs_in != draft.credentials.is_some() {
            return Err(WebhookError::Credentials);
        }
        let (username, sealed_password) = self.seal_login(id.0, draft.credentials.as_ref())?;
        let (before, status) = (known.as_proven(), known.connection.status);
        if status == PushStatus::Active {
            let changed = NewPushConnection {
                username: username.clone(),
                sealed_password: sealed_password.clone(),
                ..known.connection.clone()
            };
            let changed = PushConnection {
                connection: changed,
                ..known
            };
            let pass = self.contract().push_pass(&changed);
            let pass = pass.ok_or(WebhookError::Credentials)?;
            let _place = self.contract().place_to_call(scope)?;
            require_proof(&url, &pass, transport).await?;
            self.contract().reopened(scope).await?;
        }
        let change = PushChange {
            url: url.as_str().to_owned(),
            username,
            sealed_password,
            terms: terms(draft.own_too),
        };
        let noted = Some(noted(scope, Action::WebhookChanged, id));
        let changed =
            self.directory()
                .change_push_connection((before, status), change, noted, self.now());
        Ok(changed.await?)
    }

    /// Removes a connection, a partner's as well. `false`: the brand has none of this name.
    pub async fn remove_webhook(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
    ) -> Result<bool> {
        let known = self.contract().own_connection(scope, id).await?;
        if known.is_none() {
            return Ok(false);
        }
        let noted = Some(noted(scope, Action::WebhookRemoved, id));
        let removed = self
            .directory()
            .remove_push_connection(id.0, noted, self.now());
        Ok(removed.await?)
    }

    /// Sends the test data. `None`: the provider has no such connection, or it may not be called any more.
    pub async fn try_webhook(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
        transport: &dyn PushTransport,
    ) -> Result<Option<Trial>> {
        if !self.is_providers(scope, id).await? {
            return Ok(None);
        }
        let noted = Some(noted(scope, Action::WebhookTried, id));
        self.contract().try_push(scope, id, noted, transport).await
    }

    /// Uses a connection again, or for the first time, from its place on.
    pub async fn resume_webhook(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
        transport: &dyn PushTransport,
    ) -> Result<Resumed> {
        scope.require_subscription(self.now())?;
        if !self.is_providers(scope, id).await? {
            return Ok(Resumed::Unknown);
        }
        let noted = Some(noted(scope, Action::WebhookResumed, id));
        self.contract().resume(scope, id, noted, transport).await
    }

    /// Has the movements of an attempt sent once more. `None`: the provider has no such connection.
    pub async fn replay_webhook_attempt(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
        number: u64,
    ) -> Result<Option<ReplayBegun>> {
        if !self.is_providers(scope, id).await? {
            return Ok(None);
        }
        let noted = noted(scope, Action::WebhookReplayed, id);
        let noted = Some(noted.detail(number.to_string()));
        self.contract()
            .replay_attempt(scope, id, number, noted)
            .await
    }

    /// Has the movements of some days sent once more, the last day's as well. `None`: the provider has no such connection.
    pub async fn replay_webhook_days(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
        (first, last): (Day, Day),
    ) -> Result<Option<ReplayBegun>> {
        if !self.is_providers(scope, id).await? {
            return Ok(None);
        }
        let noted = noted(scope, Action::WebhookReplayed, id);
        let noted = Some(noted.detail(format!("{first} {last}")));
        self.contract()
            .replay_days(scope, id, (first, last), noted)
            .await
    }

    /// Draws another key for a connection's signatures; the one before is good no more. `None`: the provider has no such
    /// connection.
    pub async fn draw_webhook_key(
        self,
        scope: &MemberScope<Managing>,
        id: ConnectionId,
    ) -> Result<Option<PushSecret>> {
        if !self.is_providers(scope, id).await? {
            return Ok(None);
        }
        let noted = Some(noted(scope, Action::WebhookKeyDrawn, id));
        self.contract().sign_pushes(scope, id, noted).await
    }

    async fn is_providers(self, scope: &BrandScope, id: ConnectionId) -> Result<bool> {
        let known = self.contract().own_connection(scope, id).await?;
        let owner = known.map(|known| known.connection.owner);
        Ok(matches!(
            owner,
            Some(PushOwner::Provider | PushOwner::Unknown)
        ))
    }

    /// How a brand's connections stand, in their order.
    async fn standing_of(
        self,
        scope: &BrandScope,
        known: Vec<PushConnection>,
    ) -> Result<Vec<Webhook>> {
        let failures = if known.iter().any(|known| known.failing_since.is_some()) {
            self.directory().last_push_endings(scope.brand()).await?
        } else {
            HashMap::new()
        };
        let counted = known.clone();
        let behind = self.blocking(move |registry| {
            let contract = registry.contract();
            let behind = counted.iter().map(|known| contract.push_behind(known));
            behind.collect::<Result<Vec<_>>>()
        });
        let webhooks = known.into_iter().zip(behind.await?);
        let webhooks = webhooks.map(|(known, behind)| Webhook {
            failure: known
                .failing_since
                .and_then(|_| failures.get(&known.connection.id).copied()),
            listing: PushListing::new(known),
            behind,
        });
        Ok(webhooks.collect())
    }

    /// Asked before the endpoint is called, so that this server is not made to call it for nothing. One that signs is made
    /// paused, for which there is room as long as it may be registered.
    async fn require_room(
        self,
        scope: &BrandScope,
        draft: &WebhookDraft,
        url: &PushUrl,
    ) -> Result<(), WebhookError> {
        let known = self.directory().push_connections(scope.brand()).await?;
        let known = known.iter().map(|known| &known.connection);
        let of_channel: Vec<_> = known
            .filter(|known| known.channel == draft.channel)
            .collect();
        if of_channel.iter().any(|known| known.url == url.as_str()) {
            return Err(WebhookError::Taken);
        }
        let of_console = of_channel
            .iter()
            .filter(|known| known.terms.is_of_console());
        let active = of_console
            .clone()
            .filter(|known| known.status == PushStatus::Active);
        let is_active = draft.credentials.is_some();
        if of_console.count() >= REGISTERED_CONNECTIONS as usize
            || (is_active && active.count() >= ACTIVE_CONNECTIONS as usize)
        {
            return Err(WebhookError::TooMany);
        }
        Ok(())
    }

    /// A connection's name and its password, sealed; both empty: it logs in as nobody.
    fn seal_login(
        self,
        id: Uuid,
        credentials: Option<&Credentials>,
    ) -> Result<(String, Vec<u8>), WebhookError> {
        let Some(credentials) = credentials else {
            return Ok((String::new(), Vec::new()));
        };
        if !credentials.can_be() {
            return Err(WebhookError::Credentials);
        }
        let password = credentials.password.as_bytes();
        let sealed = self.seal(SEAL_CONTEXT, id.as_bytes(), password);
        Ok((credentials.username.clone(), sealed))
    }
}

/// What is noted of an act about a connection.
fn noted(scope: &BrandScope, action: Action, id: ConnectionId) -> NewActivity {
    scope.activity(action).object(id)
}

const fn terms(own_too: bool) -> Terms {
    if own_too {
        Terms::ConsoleWithOwn
    } else {
        Terms::Console
    }
}

async fn require_proof(
    url: &PushUrl,
    pass: &Pass,
    transport: &dyn PushTransport,
) -> Result<(), WebhookError> {
    match prove(url, pass, transport).await {
        Proof::Given => Ok(()),
        proof => Err(WebhookError::Unproven(proof)),
    }
}
