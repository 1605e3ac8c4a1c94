//! Movements that a connection is sent once more.

use domain::{Seq, Timestamp};
use uuid::Uuid;

use crate::accounts::activity::{NewActivity, note_any};
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// A stretch of movements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The next one to send.
    pub next: Seq,
    /// The first one that is not sent.
    pub end: Seq,
}

impl FromRow for Option<Replay> {
    fn read(row: &Row) -> Result<Self> {
        let (next, end) = (row.read("replay_next")?, row.read("replay_end")?);
        Ok(Option::zip(next, end).map(|(next, end)| Replay { next, end }))
    }
}

impl Directory {
    /// Has a connection sent a stretch once more, and notes who did. `NotFound(PushConnection)`; `Exists(PushConnection)`: another one is
    /// under way; `Invalid`: it is empty.
    pub async fn begin_push_replay(
        &self,
        id: Uuid,
        replay: Replay,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        if replay.next >= replay.end {
            return Err(Error::Invalid("replay"));
        }
        self.write(work!(|connection| {
            begin(connection, id, replay).await?;
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// Goes past movements of the stretch of which none is sent.
    pub async fn skip_in_push_replay(&self, id: Uuid, next: Seq) -> Result<()> {
        self.write(move |connection| Box::pin(advance(connection, id, next)))
            .await
    }
}

async fn begin(connection: &mut Connection, id: Uuid, replay: Replay) -> Result<()> {
    let known = sql!("SELECT 1 FROM push_connections WHERE id = $1"; id);
    Entity::PushConnection.require(known.exists(&mut *connection).await?)?;
    let begun = insert!(push_replays: connection = id, next_seq = replay.next, end_seq = replay.end;
        "ON CONFLICT DO NOTHING");
    match begun.run(connection).await? {
        0 => Err(Error::Exists(Entity::PushConnection)),
        _ => Ok(()),
    }
}

/// What is before `next` has been sent; a stretch that has been sent whole is over.
pub(super) async fn advance(connection: &mut Connection, id: Uuid, next: Seq) -> Result<()> {
    sql!("DELETE FROM push_replays WHERE connection = $1 AND end_seq <= $2"; id, next)
        .run(connection)
        .await?;
    sql!("UPDATE push_replays SET next_seq = $2 WHERE connection = $1"; id, next)
        .apply(connection)
        .await
}
