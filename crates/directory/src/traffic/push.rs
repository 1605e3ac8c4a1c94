//! Push connections: where a brand wants citizens' changes delivered (contract 6.8).

mod attempt;
mod end;
mod replay;

use std::fmt;

use domain::{BrandCode, Channel, Origin, Seq, Timestamp};
use uuid::Uuid;

use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::parties::grant;
use crate::parties::partner::PartnerCode;
use crate::row::{Columns as _, FromRow};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

/// The most active connections of one (brand, channel): of those made through the contract (contract 6.8), and of those
/// made on the console.
pub const ACTIVE_CONNECTIONS: u32 = 2;

/// The most connections of one (brand, channel), active or not, of either kind.
pub const REGISTERED_CONNECTIONS: u32 = 10;

/// What a [`PushConnection`] is read from.
const SELECT: &str = "SELECT id, brand, channel, push_owners.kind AS owner_kind, \
                      push_owners.partner AS owner_partner, url, username, sealed_password, \
                      registered_at, status, push_connections.next_seq, failures, retry_at, failing_since, \
                      sealed_secret, terms, push_replays.next_seq AS replay_next, push_replays.end_seq AS replay_end \
                      FROM push_connections \
                      LEFT JOIN push_owners ON push_owners.connection = push_connections.id \
                      LEFT JOIN push_replays ON push_replays.connection = push_connections.id";

/// Whose a connection is: the party that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PushOwner {
    /// The brand's provider.
    Provider,
    /// A partner of it. Its connections end with its grant.
    Partner(PartnerCode),
    /// Not known: it was made before that was noted. It counts as the provider's.
    Unknown,
}

impl PushOwner {
    /// The columns `kind` and `partner`; no row where it is not known.
    fn as_stored(self) -> Option<(&'static str, Option<PartnerCode>)> {
        match self {
            Self::Provider => Some(("provider", None)),
            Self::Partner(code) => Some(("partner", Some(code))),
            Self::Unknown => None,
        }
    }
}

impl FromRow for PushOwner {
    fn read(row: &Row) -> Result<Self> {
        match row.read::<Option<String>>("owner_kind")?.as_deref() {
            Some("provider") => Ok(Self::Provider),
            Some("partner") => Ok(Self::Partner(row.read("owner_partner")?)),
            Some(_) => Err(Error::Corrupt("owner_kind".to_owned())),
            None => Ok(Self::Unknown),
        }
    }
}

words! {
    /// How a connection was made, and what follows from that: whose movements it is told of.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PushTerms: as_word, from_word {
        /// Through the contract: it is told of what recipients do themselves (contract 6.8).
        Contract = "contract",
        /// On the console, for the same.
        Console = "console",
        /// On the console, for what the provider's own side records, too.
        ConsoleWithOwn = "console-with-own",
    }
}

impl PushTerms {
    /// Whose movements are sent.
    pub const fn sides(self) -> &'static [Origin] {
        match self {
            Self::Contract | Self::Console => &[Origin::Recipient],
            Self::ConsoleWithOwn => &[Origin::Recipient, Origin::Provider],
        }
    }

    /// Whether the connection was made on the console.
    pub const fn is_of_console(self) -> bool {
        !matches!(self, Self::Contract)
    }
}

/// A connection to be registered. Its `Debug` leaves out where it leads and who it logs in as.
#[derive(Clone)]
pub struct NewPushConnection {
    /// Its id.
    pub id: Uuid,
    /// The brand whose changes are delivered.
    pub brand: BrandCode,
    /// The channel whose changes are delivered.
    pub channel: Channel,
    /// Whose it is.
    pub owner: PushOwner,
    /// Where to.
    pub url: String,
    /// The name for Basic authentication.
    pub username: String,
    /// The password, sealed by the caller; empty: it logs in as nobody.
    pub sealed_password: Vec<u8>,
    /// The first movement to look at.
    pub cursor: Seq,
    /// Whether the first try reached it.
    pub status: PushStatus,
    /// How it was made.
    pub terms: PushTerms,
}

impl fmt::Debug for NewPushConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPushConnection")
            .field("id", &self.id)
            .field("brand", &self.brand)
            .field("channel", &self.channel)
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

words! {
    /// Whether a connection is used.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PushStatus: as_word, from_word {
        /// It is ("Bağlantı Oluşturuldu").
        Active = "active",
        /// It could not be reached for so long that it is not tried any more ("Bağlantı Oluşturulamadı"). Its place is
        /// kept.
        Paused = "failed",
    }
}

/// A registered connection.
#[derive(Clone, Debug)]
pub struct PushConnection {
    /// As registered; its cursor and status are those of now.
    pub connection: NewPushConnection,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// How many tries failed since the last that succeeded.
    pub failures: u32,
    /// Since when every try has failed; `None`: the last one did not.
    pub failing_since: Option<Timestamp>,
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
    /// The key that messages are signed with, sealed by the caller; `None`: they are not signed.
    pub sealed_secret: Option<Vec<u8>>,
    /// What is to be sent once more.
    pub replay: Option<Replay>,
}

/// What is changed about a connection that was made on the console. Its `Debug` leaves out where it leads and who it logs
/// in as.
#[derive(Clone)]
pub struct PushChange {
    /// Where to.
    pub url: String,
    /// The name for Basic authentication.
    pub username: String,
    /// The password, sealed by the caller; empty: it logs in as nobody.
    pub sealed_password: Vec<u8>,
    /// Whose movements it is told of.
    pub terms: PushTerms,
}

impl fmt::Debug for PushChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushChange({})", self.terms.as_word())
    }
}

/// How far deliveries to a connection have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushProgress {
    /// The next movement to look at.
    pub cursor: Seq,
    /// How many tries failed since the last that succeeded.
    pub failures: u32,
    /// Since when every try has failed; `None`: the last one did not.
    pub failing_since: Option<Timestamp>,
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
    /// Whether it is still used.
    pub status: PushStatus,
}

pub use attempt::{ATTEMPTS_LISTED, ATTEMPTS_MAX, AttemptEnding, NewPushAttempt, PushAttempt};
pub(crate) use end::{end_with_grant, end_with_licence};
pub use replay::Replay;

impl Directory {
    /// Registers a connection. `NotFound(Brand)`; `NotFound(Grant)`: its partner may not (any more)
    /// record on the channel; `Exists(PushConnection)`: the brand has this channel and URL already;
    /// `Limit(PushConnection)`: [`ACTIVE_CONNECTIONS`] or [`REGISTERED_CONNECTIONS`].
    pub async fn add_push_connection(&self, new: NewPushConnection, now: Timestamp) -> Result<()> {
        self.write(move |connection| Box::pin(insert(connection, new, now)))
            .await
    }

    /// The same, together with the key that its messages are signed with.
    pub async fn add_signing_push_connection(
        &self,
        new: NewPushConnection,
        sealed_secret: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            let id = new.id;
            insert(connection, new, now).await?;
            sql!("UPDATE push_connections SET sealed_secret = $1 WHERE id = $2"; sealed_secret, id)
                .apply(connection)
                .await
        }))
        .await
    }

    /// A brand's connections, oldest first.
    pub async fn push_connections(&self, brand: BrandCode) -> Result<Vec<PushConnection>> {
        self.all(sql!(format!("{SELECT} WHERE brand = $1 ORDER BY registered_at, id"); brand))
            .await
    }

    /// All active connections, oldest first.
    pub async fn active_push_connections(&self) -> Result<Vec<PushConnection>> {
        self.all(sql!(format!(
            "{SELECT} WHERE status = 'active' ORDER BY registered_at, id"
        )))
        .await
    }

    /// The connection with this id; `None`: it has been removed.
    pub async fn push_connection(&self, id: Uuid) -> Result<Option<PushConnection>> {
        self.one(sql!(format!("{SELECT} WHERE id = $1"); id)).await
    }

    /// Records how far deliveries have come. `NotFound(PushConnection)`: removed meanwhile;
    /// `Limit(PushConnection)`: it would be one active connection too many.
    pub async fn set_push_progress(&self, id: Uuid, progress: PushProgress) -> Result<()> {
        self.write(move |connection| Box::pin(update(connection, id, progress)))
            .await
    }

    /// Records how far deliveries have come with a post, and the post. As [`Directory::set_push_progress`].
    pub async fn record_push(
        &self,
        id: Uuid,
        progress: PushProgress,
        attempt: NewPushAttempt,
    ) -> Result<()> {
        self.write(work!(|connection| {
            update(connection, id, progress).await?;
            if attempt.is_replay && attempt.ending.is_taken(attempt.status) {
                replay::advance(connection, id, Seq(attempt.last.0 + 1)).await?;
            }
            attempt::insert(connection, id, attempt).await
        }))
        .await
    }

    /// Has a paused connection used again, from its place on, with new credentials, if it still leads to the URL that has
    /// proved itself. `NotFound(PushConnection)`; `Limit(PushConnection)`: it would be one active connection too many.
    pub async fn revive_push_connection(
        &self,
        (id, proven): (Uuid, String),
        username: &str,
        sealed_password: Vec<u8>,
    ) -> Result<()> {
        let username = username.to_owned();
        self.write(work!(|connection| {
            resume(connection, id, &proven).await?;
            sql!("UPDATE push_connections SET username = $1, sealed_password = $2 WHERE id = $3";
                username, sealed_password, id)
            .apply(connection)
            .await
        }))
        .await
    }

    /// The same, with the credentials it has.
    pub async fn resume_push_connection(&self, id: Uuid, proven: String) -> Result<()> {
        self.write(work!(|connection| resume(connection, id, &proven).await))
            .await
    }

    /// Sets the key that a connection's messages are signed with. `NotFound(PushConnection)`.
    pub async fn set_push_secret(&self, id: Uuid, sealed_secret: Vec<u8>) -> Result<()> {
        let set = sql!("UPDATE push_connections SET sealed_secret = $1 WHERE id = $2";
            sealed_secret, id);
        Entity::PushConnection.require(self.run(set).await? > 0)
    }

    /// Changes a connection that was made on the console and stands so; its place stays. `NotFound(PushConnection)`: there is
    /// none of that kind, or it stands otherwise now; `Exists(PushConnection)`: the brand has another of this channel and URL.
    pub async fn change_push_connection(
        &self,
        (id, status): (Uuid, PushStatus),
        change: PushChange,
    ) -> Result<()> {
        self.write(work!(|connection| {
            change_connection(connection, (id, status), &change).await
        }))
        .await
    }

    /// Removes a connection; `false` if there is none.
    pub async fn remove_push_connection(&self, id: Uuid) -> Result<bool> {
        let removed = sql!("DELETE FROM push_connections WHERE id = $1"; id);
        Ok(self.run(removed).await? > 0)
    }
}

async fn insert(connection: &mut Connection, new: NewPushConnection, now: Timestamp) -> Result<()> {
    brand::require(connection, new.brand).await?;
    if let PushOwner::Partner(partner) = new.owner {
        // In one transaction with what it opens, so that the end of a grant cannot fall between.
        grant::require_write(connection, partner, new.brand, new.channel).await?;
    }
    let others = Others::of(connection, (new.brand, new.channel), new.id, new.terms).await?;
    if others.registered >= u64::from(REGISTERED_CONNECTIONS) {
        return Err(Error::Limit(Entity::PushConnection));
    }
    if new.status == PushStatus::Active {
        others.leave_room()?;
    }
    let insert = insert!(push_connections: id = new.id, brand = new.brand, channel = new.channel,
        url = &new.url, username = &new.username, sealed_password = &new.sealed_password,
        registered_at = now, status = new.status, next_seq = new.cursor, failures = 0_u8,
        terms = new.terms;
        "ON CONFLICT DO NOTHING");
    if insert.run(connection).await? == 0 {
        return Err(Error::Exists(Entity::PushConnection));
    }
    if let Some((kind, partner)) = new.owner.as_stored() {
        insert!(push_owners: connection = new.id, kind, partner)
            .run(connection)
            .await?;
    }
    Ok(())
}

async fn update(connection: &mut Connection, id: Uuid, progress: PushProgress) -> Result<()> {
    let place = sql!("SELECT brand, channel, terms FROM push_connections WHERE id = $1"; id);
    let place: Option<(BrandCode, Channel, PushTerms)> = place.one(&mut *connection).await?;
    let (brand, channel, terms) = place.ok_or(Error::NotFound(Entity::PushConnection))?;
    if progress.status == PushStatus::Active {
        let others = Others::of(connection, (brand, channel), id, terms).await?;
        others.leave_room()?;
    }
    sql!("UPDATE push_connections SET next_seq = $1, failures = $2, retry_at = $3, status = $4, \
         failing_since = $5 WHERE id = $6";
        progress.cursor, progress.failures, progress.retry_at, progress.status,
        progress.failing_since, id)
    .apply(connection)
    .await
}

async fn change_connection(
    connection: &mut Connection,
    (id, status): (Uuid, PushStatus),
    change: &PushChange,
) -> Result<()> {
    let place = sql!("SELECT brand, channel FROM push_connections WHERE id = $1 AND terms <> $2 \
         AND status = $3"; id, PushTerms::Contract, status);
    let place: Option<(BrandCode, Channel)> = place.one(&mut *connection).await?;
    let (brand, channel) = place.ok_or(Error::NotFound(Entity::PushConnection))?;
    let twin = sql!("SELECT 1 FROM push_connections WHERE brand = $1 AND channel = $2 \
         AND url = $3 AND id <> $4"; brand, channel, &change.url, id);
    if twin.exists(&mut *connection).await? {
        return Err(Error::Exists(Entity::PushConnection));
    }
    sql!("UPDATE push_connections SET url = $1, username = $2, sealed_password = $3, terms = $4 \
         WHERE id = $5";
        &change.url, &change.username, &change.sealed_password, change.terms, id)
    .apply(&mut *connection)
    .await?;
    // What was the old address's failing is none of the new one's, which has proved itself.
    sql!("UPDATE push_connections SET failures = 0, retry_at = NULL, failing_since = NULL \
         WHERE id = $1 AND status = 'active'"; id)
    .apply(connection)
    .await
}

async fn resume(connection: &mut Connection, id: Uuid, proven: &str) -> Result<()> {
    let cursor =
        sql!("SELECT next_seq FROM push_connections WHERE id = $1 AND url = $2"; id, proven);
    let cursor = cursor.one(&mut *connection).await?;
    let progress = PushProgress {
        cursor: cursor.ok_or(Error::NotFound(Entity::PushConnection))?,
        failures: 0,
        failing_since: None,
        retry_at: None,
        status: PushStatus::Active,
    };
    update(connection, id, progress).await
}

/// The connections of the same brand and channel beside one, made in the same way.
struct Others {
    registered: u64,
    active: u64,
}

impl Others {
    async fn of(
        connection: &mut Connection,
        (brand, channel): (BrandCode, Channel),
        id: Uuid,
        terms: PushTerms,
    ) -> Result<Self> {
        let others = sql!("SELECT COUNT(*), COUNT(CASE WHEN status = 'active' THEN 1 END) \
             FROM push_connections WHERE brand = $1 AND channel = $2 AND id <> $3 \
             AND CASE WHEN terms = 'contract' THEN 0 ELSE 1 END = $4";
            brand, channel, id, u8::from(terms.is_of_console()));
        let (registered, active) = others.only(connection).await?;
        Ok(Self { registered, active })
    }

    /// Makes sure that one more may be active.
    fn leave_room(&self) -> Result<()> {
        if self.active < u64::from(ACTIVE_CONNECTIONS) {
            Ok(())
        } else {
            Err(Error::Limit(Entity::PushConnection))
        }
    }
}

impl FromRow for PushConnection {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            connection: NewPushConnection {
                id: row.read("id")?,
                brand: row.read("brand")?,
                channel: row.read("channel")?,
                owner: FromRow::read(row)?,
                url: row.read("url")?,
                username: row.read("username")?,
                sealed_password: row.read("sealed_password")?,
                cursor: row.read("next_seq")?,
                status: row.read("status")?,
                terms: row.read("terms")?,
            },
            registered_at: row.read("registered_at")?,
            failures: row.read("failures")?,
            failing_since: row.read("failing_since")?,
            retry_at: row.read("retry_at")?,
            sealed_secret: row.read("sealed_secret")?,
            replay: FromRow::read(row)?,
        })
    }
}
