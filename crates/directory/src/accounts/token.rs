//! Tokens of the interface: opaque, 256 random bits, kept as SHA-256 only.
//!
//! They are no sessions: they come in pairs, never end by being idle, are held by the thousand, and are answered from
//! memory, a million a second. Sharing a table would put their rows into each look for a session.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use domain::Timestamp;
use domain::outside::Random;
use sha2::{Digest, Sha256};

use crate::accounts::user::rules::{networks, old_until, old_with};
use crate::accounts::user::{PasswordMark, User, Username};
use crate::caches::{CachedToken, Caches};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow};
use crate::row_sum::USERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// How long an access token lives, in seconds (contract 2.1).
pub const ACCESS_SECONDS: i64 = 7_200;
/// How long a refresh token lives, in seconds (contract 2.1).
pub const REFRESH_SECONDS: i64 = 14_400;
/// What access tokens begin with, so that leaked ones can be searched for.
pub const ACCESS_PREFIX: &str = "izin_at_";
/// What refresh tokens begin with.
pub const REFRESH_PREFIX: &str = "izin_rt_";

/// The most access tokens, and the most refresh tokens, a user may hold at once; a login beyond
/// that costs it the oldest.
pub const TOKENS_PER_USER: i64 = 1_000;

pub use crate::accounts::secret::{SESSION_PREFIX, TokenDigest, digest_of, draw};

/// A fresh pair of tokens. Shown once; its `Debug` leaves the tokens out.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Opens calls for [`ACCESS_SECONDS`].
    pub access: String,
    /// Gets a new pair for [`REFRESH_SECONDS`].
    pub refresh: String,
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair").finish_non_exhaustive()
    }
}

impl Directory {
    /// Issues a pair of tokens. `NotFound(User)`: the user is gone or disabled.
    pub async fn issue_tokens(
        &self,
        user: &Username,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<TokenPair> {
        self.issue_claimed(user, None, random, now).await
    }

    /// The same for a login by one of its passwords; those for the password before end with it. `NotFound(User)`: the
    /// password is none of the user's any more, too.
    pub async fn issue_tokens_by(
        &self,
        user: &Username,
        password: PasswordMark,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<TokenPair> {
        self.issue_claimed(user, Some(password), random, now).await
    }

    async fn issue_claimed(
        &self,
        user: &Username,
        password: Option<PasswordMark>,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<TokenPair> {
        let claim = Claim::Login(user.clone(), password);
        self.issue(FreshPair::draw(random, now), claim, now)
            .await?
            .ok_or(Error::NotFound(Entity::User))
    }

    /// Whose access token this is; `None` if it is not one, expired or revoked. Answered from
    /// memory when asked for lately.
    pub async fn user_of_access(&self, token: &str, now: Timestamp) -> Result<Option<Arc<User>>> {
        let Some(digest) = digest_of(token, ACCESS_PREFIX) else {
            return Ok(None);
        };
        let cache = &self.caches().tokens;
        if let Some(known) = cache.get(&digest) {
            return Ok((now < known.expires).then_some(known.user));
        }
        let generation = cache.generation();
        let columns = USERS.select();
        let row = sql!(format!("SELECT {columns}, expires_at FROM tokens JOIN users \
             ON users.username = tokens.username WHERE digest = $1 AND tokens.kind = 'access' \
             AND disabled = 0"); digest)
        .row(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let expires: Timestamp = row.read("expires_at")?;
        if now >= expires {
            return Ok(None);
        }
        let user = Arc::new(User::read(&row)?);
        let known = CachedToken {
            user: Arc::clone(&user),
            expires,
        };
        cache.remember(generation, digest, known);
        Ok(Some(user))
    }

    /// A new pair for a refresh token, which itself stays good until it expires (contract 20,
    /// no. 21); `None` if it is not one, expired or revoked, or its user may not call from there.
    pub async fn refresh_tokens(
        &self,
        token: &str,
        client: IpAddr,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<Option<TokenPair>> {
        let Some(digest) = digest_of(token, REFRESH_PREFIX) else {
            return Ok(None);
        };
        self.issue(
            FreshPair::draw(random, now),
            Claim::Refresh(digest, client),
            now,
        )
        .await
    }

    /// Revokes all tokens of a user, from this call's return.
    pub async fn revoke_all(&self, user: &Username) -> Result<()> {
        let user = user.clone();
        let revoked = user.clone();
        self.write_and_forget(
            work!(|connection| delete_all(connection, &user).await),
            move |caches| forget(caches, &revoked),
        )
        .await
    }

    /// Forgets expired tokens; says how many.
    pub async fn purge_tokens(&self, now: Timestamp) -> Result<u64> {
        let purged = self.purge("tokens", "digest", "expires_at <= $1", [now]);
        let purged = purged.await?;
        self.caches().tokens.forget(|_, token| token.expires <= now);
        Ok(purged)
    }

    /// Stores a fresh pair for whoever the claim is good for; `None` if it is not good. The claim
    /// is looked at in the same transaction, so that a revocation cannot fall between.
    async fn issue(
        &self,
        fresh: FreshPair,
        claim: Claim,
        now: Timestamp,
    ) -> Result<Option<TokenPair>> {
        let pair = fresh.pair.clone();
        let issued: Result<Option<(Username, bool)>> = self
            .write_then(
                work!(|connection| {
                    let Some((user, until)) = claim.user(connection, now).await? else {
                        return Ok(None);
                    };
                    let crowded = make_room(connection, &user, now).await?;
                    insert(connection, &user, &fresh, until).await?;
                    Ok(Some((user, crowded)))
                }),
                |caches, issued| {
                    if let Some((user, true)) = issued {
                        forget(caches, user);
                    }
                },
            )
            .await;
        Ok(issued?.map(|_| pair))
    }
}

/// By what a pair of tokens is asked for.
enum Claim {
    /// A login that was checked, by this password; `None`: by the one that the user has.
    Login(Username, Option<PasswordMark>),
    /// A refresh token, and where it comes from.
    Refresh(TokenDigest, IpAddr),
}

impl Claim {
    /// Whose it is, and until when the password is good that it is for; `None`: until it is changed.
    async fn user(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Option<(Username, Option<Timestamp>)>> {
        match self {
            Self::Login(name, password) => {
                let row = sql!(USERS.rows("WHERE username = $1 AND disabled = 0"); name);
                let Some(row) = row.row(&mut *connection).await? else {
                    return Ok(None);
                };
                let user = User::read(&row)?;
                let hash: String = row.read("password_hash")?;
                let Some(password) = password.filter(|mark| *mark != PasswordMark::of(&hash))
                else {
                    return Ok(Some((user.name, None)));
                };
                // It was changed since it was looked at.
                let until = old_with(connection, &user.name, password, now).await?;
                Ok(until.map(|until| (user.name, Some(until))))
            }
            Self::Refresh(digest, client) => {
                let columns = USERS.select();
                let row = sql!(format!("SELECT {columns}, by_old FROM users JOIN tokens \
                     ON tokens.username = users.username WHERE digest = $1 \
                     AND tokens.kind = 'refresh' AND expires_at > $2 AND disabled = 0");
                    digest, now);
                let Some(row) = row.row(&mut *connection).await? else {
                    return Ok(None);
                };
                let user = User::read(&row)?;
                let by_old: bool = row.read("by_old")?;
                let networks = networks(connection, &user.name).await?;
                if !networks.allow(*client) {
                    return Ok(None);
                }
                if !by_old {
                    return Ok(Some((user.name, None)));
                }
                let until = old_until(connection, &user.name, now).await?;
                Ok(until.map(|until| (user.name, Some(until))))
            }
        }
    }
}

/// A pair of tokens that is not stored yet.
struct FreshPair {
    pair: TokenPair,
    access_expires: Timestamp,
    refresh_expires: Timestamp,
}

impl FreshPair {
    fn draw(random: &dyn Random, now: Timestamp) -> Self {
        let in_seconds = |seconds| Timestamp::from_millis(now.as_millis() + seconds * 1_000);
        Self {
            pair: TokenPair {
                access: draw(random, ACCESS_PREFIX),
                refresh: draw(random, REFRESH_PREFIX),
            },
            access_expires: in_seconds(ACCESS_SECONDS),
            refresh_expires: in_seconds(REFRESH_SECONDS),
        }
    }
}

/// Drops a user's expired tokens, and the oldest of more than it may hold; says whether live ones
/// had to go.
async fn make_room(connection: &mut Connection, user: &Username, now: Timestamp) -> Result<bool> {
    sql!("DELETE FROM tokens WHERE username = $1 AND expires_at <= $2"; user, now)
        .run(connection)
        .await?;
    let mut crowded = false;
    for kind in ["access", "refresh"] {
        let dropped = sql!("DELETE FROM tokens WHERE digest IN (SELECT digest FROM tokens \
             WHERE username = $1 AND kind = $2 ORDER BY expires_at DESC, digest \
             LIMIT $4 OFFSET $3)"; user, kind, TOKENS_PER_USER - 1, i64::MAX)
        .run(connection)
        .await?;
        crowded |= dropped > 0;
    }
    Ok(crowded)
}

/// Stores a pair. `until`: they are for the password before, and end with it.
async fn insert(
    connection: &mut Connection,
    user: &Username,
    fresh: &FreshPair,
    until: Option<Timestamp>,
) -> Result<()> {
    let tokens = [
        ("access", &fresh.pair.access, fresh.access_expires),
        ("refresh", &fresh.pair.refresh, fresh.refresh_expires),
    ];
    for (kind, token, expires) in tokens {
        let expires = until.map_or(expires, |until| until.min(expires));
        insert!(tokens: digest = Sha256::digest(token).as_slice(), username = user, kind,
            expires_at = expires, by_old = until.is_some())
        .run(connection)
        .await?;
    }
    Ok(())
}

/// Deletes all tokens of a user; its caller has them forgotten after the commit.
pub(crate) async fn delete_all(connection: &mut Connection, user: &Username) -> Result<()> {
    sql!("DELETE FROM tokens WHERE username = $1"; user)
        .apply(connection)
        .await
}

/// Has the tokens that a user holds end with the password before, which they are for from now on; its caller has them
/// forgotten after the commit, here and below.
pub(crate) async fn make_old(
    connection: &mut Connection,
    user: &Username,
    until: Timestamp,
) -> Result<()> {
    sql!("UPDATE tokens SET by_old = 1, expires_at = MIN(expires_at, $2) WHERE username = $1";
        user, until)
    .apply(connection)
    .await
}

/// Deletes the tokens of a user that are for the password before.
pub(crate) async fn end_old(connection: &mut Connection, user: &Username) -> Result<()> {
    sql!("DELETE FROM tokens WHERE username = $1 AND by_old = 1"; user)
        .apply(connection)
        .await
}

/// Forgets what is remembered of a user's tokens.
pub(crate) fn forget(caches: &Caches, name: &Username) {
    caches.tokens.forget(|_, token| token.user.name == *name);
}
