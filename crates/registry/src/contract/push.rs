//! Push: recipients' movements sent to endpoints that brands register (contract 6.8).

mod connections;
mod delivery;
mod pass;
mod signing;
mod transport;
mod unconnected;
mod url;
mod waiting;

use std::borrow::Cow;

use directory::partner::PartnerCode;
use directory::push::{NewPushConnection, PushConnection, PushOwner, PushStatus};
use directory::{Entity, Error as DirectoryError};
use domain::{Channel, ErrorCode, Timestamp, Violation};
use uuid::Uuid;

use crate::contract::brand_scope::mismatch;
use crate::{BrandScope, Contract, Error, Result};

pub use connections::{ATTEMPTS_KEPT, Attempt, ConnectionId, ReplayBegun, Resumed, Trial};
pub use delivery::{CONCURRENT_CONNECTIONS, PAUSED_AFTER, POST_MOVEMENTS_MAX, PushRound, WAITS};
pub use directory::push::{
    ACTIVE_CONNECTIONS, ATTEMPTS_LISTED, AttemptEnding, PushTerms as Terms, REGISTERED_CONNECTIONS,
};
pub use pass::Proof;
pub(crate) use pass::{Pass, prove};
pub use signing::{PushSecret, Signing};
pub use transport::{
    ANSWER_BYTES_KEPT, ANSWER_TIMEOUT, CREDENTIAL_BYTES_MAX, Credentials, PushAnswer, PushMessage,
    PushOutcome, PushPost, PushTransport, PushedMovement,
};
pub use unconnected::Unconnected;
pub use url::{PushReach, PushUrl, URL_BYTES_MAX, UrlProblem};
pub use waiting::Behind;

/// The contract's message for a connection that could not be made.
pub const NOT_CONNECTED: &str = "Bağlantı oluşturulamadı.";
/// The contract's message for a connection that could not be removed.
pub const NOT_REMOVED: &str = "Bağlantı kaldırılamadı.";
/// The contract's message for an endpoint that did not answer in time; the code means something
/// else elsewhere.
const TIMED_OUT: &str = "Bağlantı zaman aşımına uğradı.";
/// What a connection's password is sealed under, with the connection's id.
pub(crate) const SEAL_CONTEXT: &[u8] = b"izin/push-password/";

/// A connection somebody wants made or removed.
#[derive(Clone, Debug)]
pub struct PushRequest {
    /// Where to.
    pub url: PushUrl,
    /// The channel whose movements are wanted.
    pub channel: Channel,
    /// Who to log in as.
    pub credentials: Credentials,
}

/// A registered connection, without its credentials.
#[derive(Clone, Debug)]
pub struct PushListing {
    /// Its name.
    pub id: ConnectionId,
    /// Where to.
    pub url: String,
    /// The channel.
    pub channel: Channel,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Whether it is used; it is paused once its endpoint has stayed away for [`PAUSED_AFTER`].
    pub active: bool,
    /// Since when every try has failed; `None`: the last one did not.
    pub failing_since: Option<Timestamp>,
    /// When it is tried again; `None`: at once, or not at all.
    pub retry_at: Option<Timestamp>,
    /// Whether its messages are signed.
    pub is_signed: bool,
    /// Whether movements wait to be sent once more.
    pub replays: bool,
    /// The partner whose it is; `None`: the provider's.
    pub partner: Option<PartnerCode>,
    /// How it was made.
    pub terms: Terms,
    /// The name it logs in with; `None`: it logs in as nobody.
    pub username: Option<String>,
}

impl PushListing {
    pub(crate) fn new(known: PushConnection) -> Self {
        let connection = known.connection;
        let logs_in = !connection.sealed_password.is_empty();
        Self {
            id: ConnectionId(connection.id),
            failing_since: known.failing_since,
            retry_at: known.retry_at,
            is_signed: known.sealed_secret.is_some(),
            replays: known.replay.is_some(),
            partner: match connection.owner {
                PushOwner::Partner(partner) => Some(partner),
                PushOwner::Provider | PushOwner::Unknown => None,
            },
            url: connection.url,
            channel: connection.channel,
            registered_at: known.registered_at,
            active: connection.status == PushStatus::Active,
            terms: connection.terms,
            username: logs_in.then_some(connection.username),
        }
    }
}

impl Contract<'_> {
    /// Registers connections, all or none: none is stored before every endpoint has proved that it
    /// turns away a call without credentials and takes the test data with them.
    ///
    /// `H191`: an endpoint did not answer in time; `H530`: it could not be reached, lets anybody in
    /// or does not take the data, or the brand has as many connections as it may.
    pub async fn register_pushes(
        self,
        scope: &BrandScope,
        requests: Vec<PushRequest>,
        transport: &dyn PushTransport,
    ) -> Result<()> {
        for request in &requests {
            scope.require_write(request.channel)?;
        }
        self.require_room(scope, &requests).await?;
        for request in &requests {
            let pass = Pass::of(request.credentials.clone());
            let _place = self.place_to_call(scope)?;
            proven(&request.url, &pass, transport).await?;
        }
        let mut made = Vec::new();
        for request in requests {
            match self.connect(scope, request).await {
                Ok(id) => made.push(id),
                Err(error) => {
                    for id in made {
                        let remove = self
                            .directory()
                            .remove_push_connection(id, None, self.now());
                        remove.await?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The brand's connections that the caller may know of, oldest first: the provider of all, a
    /// partner of its own. Where the others' lead is nothing to it.
    pub async fn push_listings(self, scope: &BrandScope) -> Result<Vec<PushListing>> {
        let connections = self.directory().push_connections(scope.brand()).await?;
        Ok(connections
            .into_iter()
            .filter(|known| is_own(scope, known.connection.owner))
            .map(PushListing::new)
            .collect())
    }

    /// Removes a connection. `H530`: there is none like it that is the caller's, or the credentials
    /// are not its own. The provider removes a partner's without its credentials, which it does not
    /// know.
    pub async fn unregister_push(self, scope: &BrandScope, request: &PushRequest) -> Result<()> {
        scope.require_write(request.channel)?;
        let known = self.same(scope, request).await?.filter(|known| {
            let known = &known.connection;
            let by_right = scope.partner().is_none() && known.owner != PushOwner::Provider;
            is_own(scope, known.owner)
                && (by_right || self.push_credentials(known).as_ref() == Some(&request.credentials))
        });
        let removed = match known {
            Some(known) => {
                let id = known.connection.id;
                let remove = self
                    .directory()
                    .remove_push_connection(id, None, self.now());
                remove.await?
            }
            None => false,
        };
        if removed {
            Ok(())
        } else {
            Err(refusal(ErrorCode::H530, NOT_REMOVED).into())
        }
    }

    /// The credentials of a connection, unsealed; `None`: it has none, or they cannot be opened any more.
    fn push_credentials(self, connection: &NewPushConnection) -> Option<Credentials> {
        let (name, sealed) = (connection.id.as_bytes(), &connection.sealed_password);
        let plain = self.unseal(SEAL_CONTEXT, name, sealed)?;
        Some(Credentials {
            username: connection.username.clone(),
            password: String::from_utf8(plain).ok()?,
        })
    }

    /// `H530` where the brand would have too many connections or one twice. Asked before the
    /// endpoints are called, so that this server is not made to call them for nothing.
    async fn require_room(self, scope: &BrandScope, requests: &[PushRequest]) -> Result<()> {
        let known = self.directory().push_connections(scope.brand()).await?;
        for channel in Channel::ALL {
            let active: Vec<_> = known
                .iter()
                .map(|known| &known.connection)
                .filter(|known| known.channel == channel && known.status == PushStatus::Active)
                .filter(|known| !known.terms.is_of_console())
                .map(|known| known.url.as_str())
                .collect();
            let wanted: Vec<_> = requests
                .iter()
                .filter(|request| request.channel == channel)
                .map(|request| request.url.as_str())
                .collect();
            let all: Vec<_> = active.into_iter().chain(wanted.iter().copied()).collect();
            let distinct: std::collections::HashSet<_> = all.iter().collect();
            let too_many = all.len() > ACTIVE_CONNECTIONS as usize;
            if !wanted.is_empty() && (too_many || distinct.len() < all.len()) {
                return Err(refusal(ErrorCode::H530, NOT_CONNECTED).into());
            }
        }
        Ok(())
    }

    async fn connect(self, scope: &BrandScope, request: PushRequest) -> Result<Uuid> {
        if let Some(known) = self.same(scope, &request).await?
            && known.connection.status == PushStatus::Paused
            && is_own(scope, known.connection.owner)
            && !known.connection.terms.is_of_console()
        {
            let id = known.connection.id;
            if known.connection.owner == owner_of(scope) {
                // What has come since it was paused follows.
                let username = &request.credentials.username;
                let password = request.credentials.password.as_bytes();
                let sealed = self.seal(SEAL_CONTEXT, id.as_bytes(), password);
                let revived = self
                    .directory()
                    .revive_push_connection(known.as_proven(), username, sealed)
                    .await;
                return revived.map(|()| id).map_err(not_connected);
            }
            // A dead connection of somebody else to the same place makes room for the live one.
            let remove = self
                .directory()
                .remove_push_connection(id, None, self.now());
            remove.await?;
        }
        let id = Uuid::from_bytes(self.new_request_id().0);
        let password = request.credentials.password.as_bytes();
        let connection = NewPushConnection {
            id,
            brand: scope.brand(),
            channel: request.channel,
            owner: owner_of(scope),
            url: request.url.as_str().to_owned(),
            username: request.credentials.username,
            sealed_password: self.seal(SEAL_CONTEXT, id.as_bytes(), password),
            cursor: self.ledger().end(),
            status: PushStatus::Active,
            terms: Terms::Contract,
        };
        let added = self
            .directory()
            .add_push_connection(connection, None, self.now())
            .await;
        added.map(|()| id).map_err(not_connected)
    }

    /// The connection of the same place and channel.
    async fn same(
        self,
        scope: &BrandScope,
        request: &PushRequest,
    ) -> Result<Option<PushConnection>> {
        let connections = self.directory().push_connections(scope.brand()).await?;
        Ok(connections.into_iter().find(|known| {
            known.connection.channel == request.channel
                && known.connection.url == request.url.as_str()
        }))
    }
}

/// Why a connection could not be made or used again.
fn not_connected(error: DirectoryError) -> Error {
    match error {
        DirectoryError::Exists(Entity::PushConnection)
        | DirectoryError::Changed(Entity::PushConnection)
        | DirectoryError::Limit(Entity::PushConnection) => {
            refusal(ErrorCode::H530, NOT_CONNECTED).into()
        }
        // Its grant has ended while the endpoint was tried.
        DirectoryError::NotFound(Entity::Grant) => mismatch("type").into(),
        error => error.into(),
    }
}

/// Whose a connection is that the caller makes.
fn owner_of(scope: &BrandScope) -> PushOwner {
    let partner = scope.partner();
    partner.map_or(PushOwner::Provider, PushOwner::Partner)
}

/// Whether a connection is the caller's to see and to remove: to the provider all of its brands' are.
fn is_own(scope: &BrandScope, owner: PushOwner) -> bool {
    scope
        .partner()
        .is_none_or(|partner| owner == PushOwner::Partner(partner))
}

/// Makes sure that an endpoint proves itself, or refuses in the contract's terms.
async fn proven(url: &PushUrl, pass: &Pass, transport: &dyn PushTransport) -> Result<()> {
    refuse_unproven(prove(url, pass, transport).await)
}

/// `H191` or `H530`, unless an endpoint has proved itself.
fn refuse_unproven(proof: Proof) -> Result<()> {
    match proof {
        Proof::Given => Ok(()),
        Proof::TimedOut => Err(refusal(ErrorCode::H191, TIMED_OUT).into()),
        Proof::LetsAnybodyIn | Proof::NotTaken(_) => {
            Err(refusal(ErrorCode::H530, NOT_CONNECTED).into())
        }
    }
}

/// A code with the message it has in push calls.
pub fn refusal(code: ErrorCode, message: &'static str) -> Violation {
    Violation {
        message: Cow::Borrowed(message),
        ..code.violation()
    }
}

impl From<UrlProblem> for Violation {
    /// The contract's answer: `H531` or `H530`.
    fn from(problem: UrlProblem) -> Self {
        match problem {
            UrlProblem::NotHttps => ErrorCode::H531.violation(),
            UrlProblem::NotAllowed => refusal(ErrorCode::H530, NOT_CONNECTED),
        }
    }
}

/// The most connections of one call: as many as a brand can have.
pub const CONNECTIONS_PER_CALL: usize = Channel::ALL.len() * ACTIVE_CONNECTIONS as usize;
