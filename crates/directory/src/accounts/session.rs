//! Who is signed in at the pages, people, staff and providers' members: by opaque tokens, kept as SHA-256 only.

use std::fmt;
use std::time::Duration;

use domain::Timestamp;
use domain::outside::Random;

use crate::accounts::activity::{self, Action, NewActivity};
use crate::accounts::member::row::{self as member, Member, MemberNumber};
use crate::accounts::secret::{self, SESSION_PREFIX, TokenDigest};
use crate::accounts::staff::{self, StaffMember, StaffNumber};
use crate::column::{Load, wrapper};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::people::person::{self, Account, PersonId};
use crate::statement::{Statement, sql};
use crate::store::Directory;
use crate::writer::work;

/// The most sessions of a person; signing in beyond that ends the one that was idle longest.
pub const SESSIONS_MAX: i64 = 20;
/// The most sessions of a member of staff, in the same way.
pub const STAFF_SESSIONS_MAX: i64 = 4;
/// How long a session of staff lasts at most: a shift.
pub const STAFF_SESSION: Duration = Duration::from_hours(8);
/// How long it lasts unused.
pub const STAFF_IDLE: Duration = Duration::from_mins(30);
/// The most sessions of a provider's member.
pub const MEMBER_SESSIONS_MAX: i64 = 4;
/// How long a session of a provider's member lasts at most.
pub const MEMBER_SESSION: Duration = Duration::from_hours(8);
/// How long it lasts unused.
pub const MEMBER_IDLE: Duration = Duration::from_mins(30);
/// How much later a use must put off a session's idle end to be written down, so that not
/// each page view is a write.
const TOUCH: Duration = Duration::from_mins(1);

/// The columns of whose a session is: a column for each kind.
const PERSON: &str = "person";
const STAFF: &str = "staff";
const MEMBER: &str = "member";
/// Which sessions are over at `$1`.
const OVER: &str = "idle_at <= $1 OR ends_at <= $1";

/// A session that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The digest of its token.
    pub digest: TokenDigest,
    /// From when on it is no good, unless it is used before.
    pub idle_at: Timestamp,
    /// From when on it is no good in any case.
    pub ends_at: Timestamp,
}

/// A session of staff, by its token's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaffSessionId(pub TokenDigest);

/// A session of a provider's member, in the same way.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberSessionId(pub TokenDigest);

wrapper! { StaffSessionId([u8; 32]), MemberSessionId([u8; 32]) }

impl fmt::Debug for StaffSessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffSessionId")
    }
}

impl fmt::Debug for MemberSessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberSessionId")
    }
}

/// Whose a session is.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    Person(PersonId),
    Staff(StaffNumber),
    Member(MemberNumber),
}

impl Subject {
    /// Its column, and the most sessions it may have.
    const fn kind(self) -> (&'static str, i64) {
        match self {
            Self::Person(_) => (PERSON, SESSIONS_MAX),
            Self::Staff(_) => (STAFF, STAFF_SESSIONS_MAX),
            Self::Member(_) => (MEMBER, MEMBER_SESSIONS_MAX),
        }
    }

    fn bind(self, statement: Statement) -> Statement {
        match self {
            Self::Person(person) => statement.bind(person),
            Self::Staff(number) => statement.bind(number),
            Self::Member(number) => statement.bind(number),
        }
    }
}

impl Directory {
    /// Whose session this is; `None`: nobody's (any more). Puts its idle end off to `idle_at`.
    pub async fn account_of_session(
        &self,
        digest: TokenDigest,
        idle_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Account>> {
        match self.live_session(PERSON, digest, idle_at, now).await? {
            Some(person) => person::account(self, person).await,
            None => Ok(None),
        }
    }

    /// Opens a session for a member who has been authenticated; its token, shown this once.
    /// `NotFound(Staff)`: they have been kept out since.
    pub async fn open_staff_session(
        &self,
        member: &StaffMember,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<String> {
        let token = secret::draw(random, SESSION_PREFIX);
        let session = NewSession {
            digest: secret::digest_of(&token, SESSION_PREFIX)
                .ok_or(Error::Invalid("session's token"))?,
            idle_at: now + STAFF_IDLE,
            ends_at: now + STAFF_SESSION,
        };
        let number = member.number;
        self.write(work!(|connection| {
            let member = staff::let_in(&mut *connection, number).await?;
            member.ok_or(Error::NotFound(Entity::Staff))?;
            begin(connection, Subject::Staff(number), session, now).await
        }))
        .await?;
        Ok(token)
    }

    /// Whose session this is, noting that it is used. `None`: nobody's (any more).
    pub async fn staff_of_session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(StaffSessionId, StaffMember)>> {
        let Some(digest) = secret::digest_of(token, SESSION_PREFIX) else {
            return Ok(None);
        };
        let idle_at = now + STAFF_IDLE;
        let number = self.live_session(STAFF, digest, idle_at, now).await?;
        let Some(number) = number else {
            return Ok(None);
        };
        let member = staff::let_in(self.readers(), number).await?;
        Ok(member.map(|member| (StaffSessionId(digest), member)))
    }

    /// Opens a session for a provider's member who has been authenticated, and notes it in the log of activity; its token,
    /// shown this once. `NotFound(Member)`: they have been kept out since.
    pub async fn open_member_session(
        &self,
        member: &Member,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<String> {
        let token = secret::draw(random, SESSION_PREFIX);
        let session = NewSession {
            digest: secret::digest_of(&token, SESSION_PREFIX)
                .ok_or(Error::Invalid("session's token"))?,
            idle_at: now + MEMBER_IDLE,
            ends_at: now + MEMBER_SESSION,
        };
        let (number, noted) = (member.number, NewActivity::of(member, Action::SignedIn));
        self.write(work!(|connection| {
            let member = member::let_in(&mut *connection, number).await?;
            member.ok_or(Error::NotFound(Entity::Member))?;
            begin(connection, Subject::Member(number), session, now).await?;
            activity::note(connection, &noted, now).await
        }))
        .await?;
        Ok(token)
    }

    /// Whose session this is, noting that it is used. `None`: nobody's (any more).
    pub async fn member_of_session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(MemberSessionId, Member)>> {
        let Some(digest) = secret::digest_of(token, SESSION_PREFIX) else {
            return Ok(None);
        };
        let idle_at = now + MEMBER_IDLE;
        let number = self.live_session(MEMBER, digest, idle_at, now).await?;
        let Some(number) = number else {
            return Ok(None);
        };
        let member = self.member(number).await?;
        let member = member.filter(|member| member.state == member::MemberState::Active);
        Ok(member.map(|member| (MemberSessionId(digest), member)))
    }

    /// The live session of a token, with its subject of a kind. Puts its idle end off.
    async fn live_session<T: Load + Send>(
        &self,
        kind: &'static str,
        digest: TokenDigest,
        idle_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<T>> {
        let live = sql!(format!("SELECT {kind}, idle_at FROM sessions WHERE digest = $1 \
             AND idle_at > $2 AND ends_at > $2 AND {kind} IS NOT NULL"); digest, now);
        let Some((subject, idle_before)) = self.one::<(T, Timestamp)>(live).await? else {
            return Ok(None);
        };
        let is_later = idle_at.since(idle_before) >= TOUCH;
        let goes_on = !is_later || self.touch(digest, idle_at, now).await?;
        Ok(goes_on.then_some(subject))
    }

    /// Puts a live session's idle end off; `false`: it has been ended meanwhile.
    async fn touch(&self, digest: TokenDigest, idle_at: Timestamp, now: Timestamp) -> Result<bool> {
        let touched = sql!("UPDATE sessions SET idle_at = $1 WHERE digest = $2 AND ends_at > $3";
            idle_at, digest, now);
        Ok(self.run(touched).await? > 0)
    }

    /// Ends a session, from this call's return, and the call it serves.
    pub async fn end_session(&self, digest: TokenDigest) -> Result<()> {
        self.apply(sql!("DELETE FROM sessions WHERE digest = $1"; digest))
            .await
    }

    /// Forgets ended sessions, and the calls they served; says how many sessions.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64> {
        self.purge("sessions", "digest", OVER, [now]).await
    }
}

/// Begins a session, in place of those of its subject that are over or too many.
pub(crate) async fn begin(
    connection: &mut Connection,
    subject: Subject,
    session: NewSession,
    now: Timestamp,
) -> Result<()> {
    let (column, sessions_max) = subject.kind();
    let over = sql!(format!("DELETE FROM sessions WHERE ({OVER}) AND {column} = $2"); now);
    subject.bind(over).run(connection).await?;
    let too_many = sql!(format!("DELETE FROM sessions WHERE digest IN (SELECT digest \
         FROM sessions WHERE {column} = $3 ORDER BY idle_at DESC, digest LIMIT $1 OFFSET $2)");
        i64::MAX, sessions_max - 1);
    subject.bind(too_many).run(connection).await?;
    let begin = sql!(format!("INSERT INTO sessions (digest, idle_at, ends_at, {column}) \
         VALUES ($1, $2, $3, $4)"); session.digest, session.idle_at, session.ends_at);
    subject.bind(begin).apply(connection).await
}

/// Ends all sessions of somebody, and the calls they serve.
pub(crate) async fn end_all(connection: &mut Connection, subject: Subject) -> Result<()> {
    let (column, _) = subject.kind();
    let all = sql!(format!("DELETE FROM sessions WHERE {column} = $1"));
    subject.bind(all).apply(connection).await
}
