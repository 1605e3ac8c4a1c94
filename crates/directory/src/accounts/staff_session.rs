//! Who is signed in at the desk.

use std::fmt;

use domain::Timestamp;

use crate::accounts::staff::{self, StaffMember};
use crate::accounts::token::{self, SESSION_PREFIX};
use crate::accounts::user::Username;
use crate::column;
use crate::db::{Connection, sql};
use crate::error::{Entity, Error, Result};
use crate::random::Randomness;
use crate::row_sum::STAFF;
use crate::store::Directory;

/// How long a session lasts at most, in milliseconds: a shift of 8 hours.
pub const SESSION_MILLIS: i64 = 8 * 60 * 60 * 1_000;
/// How long it lasts unused, in milliseconds: 30 minutes.
pub const IDLE_MILLIS: i64 = 30 * 60 * 1_000;
/// How many sessions a member may have; signing in once more ends the oldest.
pub const SESSIONS_PER_MEMBER: i64 = 4;

/// Use within so many milliseconds of the last one noted is not noted again: each costs a write.
const NOTED_EVERY_MILLIS: i64 = 60 * 1_000;

/// A session, by its token's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaffSessionId(pub [u8; 32]);

impl fmt::Debug for StaffSessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffSessionId")
    }
}

impl Directory {
    /// Opens a session for a member who has been authenticated; its token, shown this once.
    /// `NotFound(Staff)`: they have been kept out since.
    pub async fn open_staff_session(
        &self,
        member: &StaffMember,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<String> {
        let token = token::draw(random, SESSION_PREFIX);
        let id = id_of(&token).ok_or(Error::Invalid("session's token"))?;
        let name = member.name.clone();
        self.write(move |connection| {
            Box::pin(async move {
                make_room(connection, &name, now).await?;
                insert(connection, id, &name, now).await
            })
        })
        .await?;
        Ok(token)
    }

    /// Whose session this is, noting that it is used. `None`: nobody's (any more).
    pub async fn staff_of_session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(StaffSessionId, StaffMember)>> {
        let Some(id) = id_of(token) else {
            return Ok(None);
        };
        let columns = STAFF.select();
        let row = sql(format!(
            "SELECT {columns}, idle_at \
             FROM staff_sessions JOIN staff ON staff.number = staff_sessions.staff \
             WHERE digest = $1 AND expires_at > $2 AND idle_at > $2 AND disabled = 0",
        ))
        .bind(id.0.as_slice())
        .bind(now.as_millis())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let idle_at = now.as_millis().saturating_add(IDLE_MILLIS);
        if column::instant(&row, "idle_at")?.as_millis() + NOTED_EVERY_MILLIS <= idle_at {
            self.write(move |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE staff_sessions SET idle_at = $1 WHERE digest = $2")
                        .bind(idle_at)
                        .bind(id.0.as_slice())
                        .execute(connection)
                        .await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        }
        Ok(Some((id, staff::read(&row)?)))
    }

    /// Ends a session, and the call it serves.
    pub async fn close_staff_session(&self, id: StaffSessionId) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query("DELETE FROM staff_sessions WHERE digest = $1")
                    .bind(id.0.as_slice())
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

fn id_of(token: &str) -> Option<StaffSessionId> {
    token::digest_of(token, SESSION_PREFIX).map(StaffSessionId)
}

/// Ends all sessions of a member, and the calls they serve.
pub(crate) async fn delete_all(connection: &mut Connection, name: &Username) -> Result<()> {
    sqlx::query(
        "DELETE FROM staff_sessions \
         WHERE staff = (SELECT number FROM staff WHERE username = $1)",
    )
    .bind(name.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Drops sessions that are over, and the oldest of more than a member may have.
async fn make_room(connection: &mut Connection, name: &Username, now: Timestamp) -> Result<()> {
    sqlx::query("DELETE FROM staff_sessions WHERE expires_at <= $1 OR idle_at <= $1")
        .bind(now.as_millis())
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM staff_sessions WHERE digest IN (SELECT digest FROM staff_sessions \
         WHERE staff = (SELECT number FROM staff WHERE username = $1) \
         ORDER BY expires_at DESC, digest LIMIT $2 OFFSET $3)",
    )
    .bind(name.as_str())
    .bind(i64::MAX)
    .bind(SESSIONS_PER_MEMBER - 1)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert(
    connection: &mut Connection,
    id: StaffSessionId,
    name: &Username,
    now: Timestamp,
) -> Result<()> {
    let opened = sqlx::query(
        "INSERT INTO staff_sessions (digest, staff, expires_at, idle_at) \
         SELECT $1, number, $2, $3 FROM staff WHERE username = $4 AND disabled = 0",
    )
    .bind(id.0.as_slice())
    .bind(now.as_millis().saturating_add(SESSION_MILLIS))
    .bind(now.as_millis().saturating_add(IDLE_MILLIS))
    .bind(name.as_str())
    .execute(connection)
    .await?;
    match opened.rows_affected() {
        0 => Err(Error::NotFound(Entity::Staff)),
        _ => Ok(()),
    }
}
