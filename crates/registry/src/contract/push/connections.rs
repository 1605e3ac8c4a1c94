//! What a brand sees of its push connections and does about them: what was tried, a trial, messages signed, one paused
//! used again, movements sent once more.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use directory::activity::NewActivity;
use directory::push::{AttemptEnding, PushAttempt, PushConnection, Replay};
use directory::{Entity, Error as DirectoryError};
use domain::movement::Recorded;
use domain::{Day, ErrorCode, Seq, Timestamp, TransactionId};
use uuid::Uuid;

use super::pass::{Proof, prove};
use super::signing::PushSecret;
use super::transport::{PushMessage, PushOutcome, PushPost, PushTransport};
use super::url::UrlProblem;
use super::{ANSWER_TIMEOUT, PushUrl, is_own, not_connected, refuse_unproven};
use crate::shares::Place;
use crate::{BrandScope, Contract, Error, Party, Result};

/// How long attempts are kept.
pub const ATTEMPTS_KEPT: Duration = Duration::from_hours(30 * 24);

/// What a key is sealed under, with the connection's id.
const SECRET_CONTEXT: &[u8] = b"izin/push-secret/";
/// What an answer's beginning is sealed under, with the connection's id and the post's instant.
const ANSWER_CONTEXT: &[u8] = b"izin/push-answer/";

/// A connection's name: a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionId(pub(crate) Uuid);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ConnectionId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> std::result::Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// A post that has ended. Its `Debug` leaves out what the endpoint said.
#[derive(Clone)]
pub struct Attempt {
    /// Its number; later ones have greater numbers.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The first and the last movement in it; `None`: erased since.
    pub span: (Option<TransactionId>, Option<TransactionId>),
    /// How many movements were in it.
    pub movements: u32,
    /// Whether they were sent once more.
    pub is_replay: bool,
    /// How it ended.
    pub ending: AttemptEnding,
    /// The answer's HTTP status.
    pub status: Option<u16>,
    /// How the answer's body began; bytes that are no UTF-8 are replaced.
    pub answer: String,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempt({})", self.number)
    }
}

/// What came of sending the test data.
#[derive(Clone, PartialEq, Eq)]
pub struct Trial {
    /// How it ended.
    pub outcome: PushOutcome,
    /// How the answer's body began.
    pub answer: String,
}

/// What came of asking for movements once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayBegun {
    /// They go out once nothing new waits.
    Begun,
    /// Others are on their way once more already.
    UnderWay,
    /// No movement of the brand since the registration has this name, or the last is before the first.
    NoSuchSpan,
}

/// What came of using a connection again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// It is used.
    Done,
    /// The caller has no such connection.
    Unknown,
    /// Its URL may not be called any more.
    Url(UrlProblem),
    /// Its endpoint has not proved itself.
    Unproven(Proof),
    /// It was changed while its endpoint proved itself.
    Changed,
    /// It would be one active connection too many.
    TooMany,
}

impl Contract<'_> {
    /// What was tried on a connection before an attempt, or last: the newest first, at most
    /// [`ATTEMPTS_LISTED`](super::ATTEMPTS_LISTED). `None`: the caller has no such connection.
    pub async fn push_attempts(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        before: Option<u64>,
    ) -> Result<Option<Vec<Attempt>>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        self.attempts_of(&known, before).await.map(Some)
    }

    /// The same of a connection that is known to be the caller's.
    pub(crate) async fn attempts_of(
        self,
        known: &PushConnection,
        before: Option<u64>,
    ) -> Result<Vec<Attempt>> {
        let id = known.connection.id;
        let attempts = self.directory().push_attempts(id, before).await?;
        let attempts = attempts.into_iter();
        let attempts = attempts.map(|attempt| self.attempt(ConnectionId(id), attempt));
        attempts.collect()
    }

    /// A place to call an endpoint while somebody waits. `H124`: too many are called at once, or too often.
    pub(crate) fn place_to_call(self, scope: &BrandScope) -> Result<Place<Party>> {
        let busy = || Error::code(ErrorCode::H124);
        let (limits, party) = (self.limits(), scope.party());
        let place = limits.calls.try_take(party).ok_or_else(busy)?;
        let counted = limits.calls_made.count(&party, self.now());
        counted.map_err(|_| busy())?;
        Ok(place)
    }

    /// Sends the test data to a connection; notes who did before it goes out. `None`: the caller has no such connection, or it may not be called any more.
    pub async fn try_push(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        noted: Option<NewActivity>,
        transport: &dyn PushTransport,
    ) -> Result<Option<Trial>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        scope.require_write(known.connection.channel)?;
        let url = PushUrl::new(&known.connection.url, transport.reach()).ok();
        let Some((url, pass)) = url.zip(self.push_pass(&known)) else {
            return Ok(None);
        };
        let _place = self.place_to_call(scope)?;
        if let Some(noted) = noted {
            self.note(noted).await?;
        }
        let answer = transport.post(PushPost {
            url: &url,
            credentials: pass.credentials.as_ref(),
            signing: pass.signing.as_ref(),
            message: &PushMessage::Test,
            timeout: ANSWER_TIMEOUT,
        });
        let answer = answer.await;
        Ok(Some(Trial {
            outcome: answer.outcome,
            answer: String::from_utf8_lossy(&answer.beginning).into_owned(),
        }))
    }

    /// Has a paused connection used again, in the contract's terms: [`Contract::resume`]. `false`: the caller has no such
    /// connection.
    pub async fn resume_push(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        transport: &dyn PushTransport,
    ) -> Result<bool> {
        match self.resume(scope, id, None, transport).await? {
            Resumed::Done => Ok(true),
            Resumed::Unknown => Ok(false),
            Resumed::Url(problem) => Err(Error::from(domain::Violation::from(problem))),
            Resumed::Unproven(proof) => refuse_unproven(proof).map(|()| true),
            // As for one that does not lead any more to what has proved itself.
            Resumed::Changed => Err(not_connected(DirectoryError::Changed(
                Entity::PushConnection,
            ))),
            Resumed::TooMany => Err(not_connected(DirectoryError::Limit(Entity::PushConnection))),
        }
    }

    /// Has a paused connection used again, from its place on: nothing is skipped. Its endpoint proves itself first, as at
    /// its registration, for the connection as it is, and the proof counts for that alone. Notes who did.
    pub async fn resume(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        noted: Option<NewActivity>,
        transport: &dyn PushTransport,
    ) -> Result<Resumed> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(Resumed::Unknown);
        };
        scope.require_write(known.connection.channel)?;
        let url = match PushUrl::new(&known.connection.url, transport.reach()) {
            Ok(url) => url,
            Err(problem) => return Ok(Resumed::Url(problem)),
        };
        let Some(pass) = self.push_pass(&known) else {
            return Err(Error::Failed(
                "a push connection's password cannot be opened".into(),
            ));
        };
        let _place = self.place_to_call(scope)?;
        let proof = prove(&url, &pass, transport).await;
        if proof != Proof::Given {
            return Ok(Resumed::Unproven(proof));
        }
        // The endpoint may have taken its time.
        self.reopened(scope).await?;
        let resumed = self
            .directory()
            .resume_push_connection(known.as_proven(), noted, self.now())
            .await;
        match resumed {
            Ok(()) => Ok(Resumed::Done),
            Err(DirectoryError::NotFound(Entity::PushConnection)) => Ok(Resumed::Unknown),
            Err(DirectoryError::Changed(Entity::PushConnection)) => Ok(Resumed::Changed),
            Err(DirectoryError::Limit(Entity::PushConnection)) => Ok(Resumed::TooMany),
            Err(error) => Err(not_connected(error)),
        }
    }

    /// Has the movements from one to another sent once more; those of the connection's channel alone, and none from before
    /// it was made: what came before a partner had a connection is not its to read. `None`: the caller has no such
    /// connection.
    pub async fn replay_push(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        (first, last): (TransactionId, TransactionId),
    ) -> Result<Option<ReplayBegun>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        scope.require_write(known.connection.channel)?;
        let since = known.registered_at;
        let span = self
            .position_of(scope, first, since)?
            .zip(self.position_of(scope, last, since)?);
        let Some((first, last)) = span.filter(|(first, last)| first <= last) else {
            return Ok(Some(ReplayBegun::NoSuchSpan));
        };
        let end = Seq(last.0 + 1);
        self.begin_replay(id, Replay { next: first, end }, None)
            .await
    }

    /// Has the movements of an attempt sent once more, and notes who did; otherwise as [`Contract::replay_push`].
    pub async fn replay_attempt(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        number: u64,
        noted: Option<NewActivity>,
    ) -> Result<Option<ReplayBegun>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        scope.require_write(known.connection.channel)?;
        let upto = number.saturating_add(1);
        let attempts = self.directory().push_attempts(id.0, Some(upto)).await?;
        let Some(attempt) = attempts.first().filter(|found| found.number == number) else {
            return Ok(Some(ReplayBegun::NoSuchSpan));
        };
        let replay = Replay {
            next: attempt.attempt.first,
            end: Seq(attempt.attempt.last.0 + 1),
        };
        self.begin_replay(id, replay, noted).await
    }

    /// Has the movements of some days, the last one included, sent once more, and notes who did; otherwise as
    /// [`Contract::replay_push`].
    pub async fn replay_days(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        (first, last): (Day, Day),
        noted: Option<NewActivity>,
    ) -> Result<Option<ReplayBegun>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        scope.require_write(known.connection.channel)?;
        let from = first.start().max(known.registered_at);
        let until = last.end();
        let span = self
            .blocking(move |registry| {
                let contract = registry.contract();
                let end = registry.ledger().end();
                let after = contract.first_since(&known, until)?.unwrap_or(end);
                let next = contract.first_since(&known, from)?;
                Ok(next
                    .filter(|next| *next < after)
                    .map(|next| Replay { next, end: after }))
            })
            .await?;
        match span {
            Some(replay) if from < until => self.begin_replay(id, replay, noted).await,
            _ => Ok(Some(ReplayBegun::NoSuchSpan)),
        }
    }

    async fn begin_replay(
        self,
        id: ConnectionId,
        replay: Replay,
        noted: Option<NewActivity>,
    ) -> Result<Option<ReplayBegun>> {
        let begin = self
            .directory()
            .begin_push_replay(id.0, replay, noted, self.now());
        match begin.await {
            Ok(()) => Ok(Some(ReplayBegun::Begun)),
            Err(DirectoryError::Exists(Entity::PushConnection)) => Ok(Some(ReplayBegun::UnderWay)),
            Err(DirectoryError::NotFound(Entity::PushConnection)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Has a connection's messages signed, from now on with this new key, and notes who did. `None`: the caller has no such connection.
    pub async fn sign_pushes(
        self,
        scope: &BrandScope,
        id: ConnectionId,
        noted: Option<NewActivity>,
    ) -> Result<Option<PushSecret>> {
        let Some(known) = self.own_connection(scope, id).await? else {
            return Ok(None);
        };
        scope.require_write(known.connection.channel)?;
        let id = known.connection.id;
        let (secret, sealed) = self.drawn_push_secret(id);
        let set = self
            .directory()
            .set_push_secret(id, sealed, noted, self.now());
        match set.await {
            Ok(()) => Ok(Some(secret)),
            Err(DirectoryError::NotFound(Entity::PushConnection)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets attempts of another month; says how many.
    pub async fn purge_push_attempts(self) -> Result<u64> {
        let before = self.now() - ATTEMPTS_KEPT;
        Ok(self.directory().purge_push_attempts(before).await?)
    }

    /// A new key for a connection's messages, and the same sealed.
    pub(crate) fn drawn_push_secret(self, id: Uuid) -> (PushSecret, Vec<u8>) {
        let secret = PushSecret::draw(|bytes| self.random().fill(bytes));
        let sealed = self.seal(SECRET_CONTEXT, id.as_bytes(), secret.as_bytes());
        (secret, sealed)
    }

    /// The key of a connection's messages. `None`: it cannot be opened any more.
    pub(super) fn push_secret(self, id: Uuid, sealed: &[u8]) -> Option<PushSecret> {
        PushSecret::from_bytes(&self.unseal(SECRET_CONTEXT, id.as_bytes(), sealed)?)
    }

    /// Seals how an answer began.
    pub(super) fn sealed_push_answer(self, id: Uuid, at: Timestamp, beginning: &[u8]) -> Vec<u8> {
        self.seal(ANSWER_CONTEXT, &answer_name(id, at), beginning)
    }

    /// The caller's own connection of this name at a brand.
    pub(crate) async fn own_connection(
        self,
        scope: &BrandScope,
        id: ConnectionId,
    ) -> Result<Option<PushConnection>> {
        let known = self.directory().push_connection(id.0).await?;
        Ok(known.filter(|known| {
            known.connection.brand == scope.brand() && is_own(scope, known.connection.owner)
        }))
    }

    /// Where a movement of the brand stands, if it was recorded at an instant or since.
    fn position_of(
        self,
        scope: &BrandScope,
        transaction: TransactionId,
        since: Timestamp,
    ) -> Result<Option<Seq>> {
        let Some(seq) = self.ledger().find(transaction)? else {
            return Ok(None);
        };
        let recorded = self.ledger().movement(seq)?;
        let own = recorded.filter(|Recorded { movement, .. }| {
            movement.key.brand == scope.brand() && movement.recorded_at >= since
        });
        Ok(own.map(|recorded| recorded.seq))
    }

    fn attempt(self, id: ConnectionId, kept: PushAttempt) -> Result<Attempt> {
        let attempt = kept.attempt;
        let transaction = |seq| -> Result<Option<TransactionId>> {
            let recorded = self.ledger().movement(seq)?;
            Ok(recorded.map(|recorded| recorded.transaction))
        };
        let name = answer_name(id.0, attempt.at);
        let sealed = attempt.sealed_answer.as_deref();
        let answer = sealed.and_then(|sealed| self.unseal(ANSWER_CONTEXT, &name, sealed));
        Ok(Attempt {
            number: kept.number,
            at: attempt.at,
            span: (transaction(attempt.first)?, transaction(attempt.last)?),
            movements: attempt.movements,
            is_replay: attempt.is_replay,
            ending: attempt.ending,
            status: attempt.status,
            answer: String::from_utf8_lossy(&answer.unwrap_or_default()).into_owned(),
        })
    }
}

fn answer_name(id: Uuid, at: Timestamp) -> Vec<u8> {
    [id.as_bytes().as_slice(), &at.as_millis().to_be_bytes()].concat()
}
