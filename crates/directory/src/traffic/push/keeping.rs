//! Making, changing and ending push connections, and how far each has come.

use domain::{BrandCode, Channel, Seq, Timestamp};
use uuid::Uuid;

use super::{
    ACTIVE_CONNECTIONS, NewPushAttempt, NewPushConnection, ProvenPush, PushChange, PushConnection,
    PushOwner, PushProgress, PushStatus, PushTerms, REGISTERED_CONNECTIONS, SELECT, attempt,
    replay,
};
use crate::accounts::activity::{NewActivity, note_any};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::{brand, grant};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

impl Directory {
    /// Registers a connection, and notes who did. `NotFound(Brand)`; `NotFound(Grant)`: its partner may not (any more)
    /// record on the channel; `Exists(PushConnection)`: the brand has this channel and URL already;
    /// `Limit(PushConnection)`: [`ACTIVE_CONNECTIONS`] or [`REGISTERED_CONNECTIONS`].
    pub async fn add_push_connection(
        &self,
        new: NewPushConnection,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            insert(connection, new, now).await?;
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// The same, together with the key that its messages are signed with.
    pub async fn add_signing_push_connection(
        &self,
        new: NewPushConnection,
        sealed_secret: Vec<u8>,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            let id = new.id;
            insert(connection, new, now).await?;
            sql!("UPDATE push_connections SET sealed_secret = $1 WHERE id = $2"; sealed_secret, id)
                .apply(&mut *connection)
                .await?;
            note_any(connection, noted.as_ref(), now).await
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

    /// Has a paused connection used again, from its place on, with new credentials. `NotFound(PushConnection)`;
    /// `Changed(PushConnection)`: it is not any more what has proved itself; `Limit(PushConnection)`: it would be one active
    /// connection too many.
    pub async fn revive_push_connection(
        &self,
        proven: ProvenPush,
        username: &str,
        sealed_password: Vec<u8>,
    ) -> Result<()> {
        let username = username.to_owned();
        self.write(work!(|connection| {
            resume(connection, &proven).await?;
            sql!("UPDATE push_connections SET username = $1, sealed_password = $2 WHERE id = $3";
                username, sealed_password, proven.id)
            .apply(connection)
            .await
        }))
        .await
    }

    /// The same, with the credentials it has; notes who did.
    pub async fn resume_push_connection(
        &self,
        proven: ProvenPush,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            resume(connection, &proven).await?;
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// Sets the key that a connection's messages are signed with, and notes who did. `NotFound(PushConnection)`.
    pub async fn set_push_secret(
        &self,
        id: Uuid,
        sealed_secret: Vec<u8>,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            let set = sql!("UPDATE push_connections SET sealed_secret = $1 WHERE id = $2";
                sealed_secret, id);
            Entity::PushConnection.require(set.run(&mut *connection).await? > 0)?;
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// Changes a connection that was made on the console, and notes who did; its place stays. `NotFound(PushConnection)`: there
    /// is none of that kind; `Changed(PushConnection)`: it is not any more as it was when the change was begun;
    /// `Exists(PushConnection)`: the brand has another of this channel and URL.
    pub async fn change_push_connection(
        &self,
        (before, status): (ProvenPush, PushStatus),
        change: PushChange,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            change_connection(connection, (&before, status), &change).await?;
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// Removes a connection, and notes who did; `false` if there is none.
    pub async fn remove_push_connection(
        &self,
        id: Uuid,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(work!(|connection| {
            let remove = sql!("DELETE FROM push_connections WHERE id = $1"; id);
            if remove.run(&mut *connection).await? == 0 {
                return Ok(false);
            }
            note_any(connection, noted.as_ref(), now).await?;
            Ok(true)
        }))
        .await
    }
}

/// The connection, if it is still what has proved itself.
async fn require_proven(
    connection: &mut Connection,
    proven: &ProvenPush,
) -> Result<PushConnection> {
    let known = sql!(format!("{SELECT} WHERE id = $1"); proven.id);
    let known: Option<PushConnection> = known.one(connection).await?;
    let known = known.ok_or(Error::NotFound(Entity::PushConnection))?;
    if known.as_proven() == *proven {
        Ok(known)
    } else {
        Err(Error::Changed(Entity::PushConnection))
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
    (before, status): (&ProvenPush, PushStatus),
    change: &PushChange,
) -> Result<()> {
    let known = require_proven(connection, before).await?.connection;
    if !known.terms.is_of_console() {
        return Err(Error::NotFound(Entity::PushConnection));
    }
    if known.status != status {
        return Err(Error::Changed(Entity::PushConnection));
    }
    let (id, brand, channel) = (known.id, known.brand, known.channel);
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

async fn resume(connection: &mut Connection, proven: &ProvenPush) -> Result<()> {
    let known = require_proven(connection, proven).await?;
    let progress = PushProgress {
        cursor: known.connection.cursor,
        failures: 0,
        failing_since: None,
        retry_at: None,
        status: PushStatus::Active,
    };
    update(connection, proven.id, progress).await
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
