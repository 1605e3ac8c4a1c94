//! What a provider has said of its users: where each may call from, and for how long the password before is good beside a new
//! one. When each has last called is kept beside it.

use domain::Timestamp;

use super::networks::Networks;
use super::row::{PasswordMark, Username};
use crate::db::{Connection, Executor, Row};
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::USER_RULES;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// How many passwords before are forgotten in one write.
const PURGED_AT_ONCE: u32 = 100;

/// What a provider has said of a user; by default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserRules {
    /// Where it may call from.
    pub networks: Networks,
    /// Since when its password is its password; `None`: since the user was added.
    pub password_set_at: Option<Timestamp>,
    /// The password before, while it is kept.
    pub old: Option<OldPassword>,
}

/// A password that is good beside the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldPassword {
    /// Since when it was the user's password; `None`: since the user was added.
    pub set_at: Option<Timestamp>,
    /// From when on it is good no more.
    pub until: Timestamp,
}

impl Directory {
    /// Where a user may call from. Answered from memory when asked for lately.
    pub async fn networks_of(&self, name: &Username) -> Result<Networks> {
        let networks = async {
            let rules = rules_of(self.readers(), name).await?;
            Ok(rules.map(|(rules, _)| rules.networks).unwrap_or_default())
        };
        self.caches().networks.or_read(name.clone(), networks).await
    }

    /// Forgets the hashes of passwords before that are good no more; says how many.
    pub async fn purge_old_passwords(&self, now: Timestamp) -> Result<u64> {
        let mut purged = 0;
        loop {
            let over = sql!("SELECT username FROM user_rules WHERE old_until <= $1 \
                 ORDER BY username LIMIT $2"; now, PURGED_AT_ONCE);
            let over: Vec<Username> = self.all(over).await?;
            let (found, is_last) = (over.len() as u64, over.len() < PURGED_AT_ONCE as usize);
            let write = self.write(work!(|connection| {
                for name in over {
                    // It may have got another one since.
                    if old_until(connection, &name, now).await?.is_none() {
                        end_old(connection, &name).await?;
                    }
                }
                Ok(())
            }));
            let written: Result<()> = write.await;
            written?;
            purged += found;
            if is_last {
                return Ok(purged);
            }
        }
    }

    /// Keeps when users last called; what was kept of a later instant stays.
    pub async fn note_uses(&self, uses: Vec<(Username, Timestamp)>) -> Result<u64> {
        self.write(work!(|connection| {
            let mut noted = 0;
            for (name, used_at) in uses {
                let note = sql!("INSERT INTO user_uses (username, used_at) \
                     SELECT username, $2 FROM users WHERE username = $1 \
                     ON CONFLICT (username) DO UPDATE SET used_at = excluded.used_at \
                     WHERE excluded.used_at > user_uses.used_at"; name, used_at);
                noted += note.run(&mut *connection).await?;
            }
            Ok(noted)
        }))
        .await
    }
}

/// What is said of a user, and the hash of its password before.
pub(super) async fn rules_of(
    store: impl Executor<'_>,
    name: &Username,
) -> Result<Option<(UserRules, Option<String>)>> {
    let row = sql!(USER_RULES.rows("WHERE username = $1"); name);
    let row = row.row(store).await?;
    row.map(|row| Ok((UserRules::read(&row)?, row.read("old_hash")?)))
        .transpose()
}

/// Until when the password before is good, where it is.
pub(crate) async fn old_until(
    connection: &mut Connection,
    name: &Username,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let rules = rules_of(&mut *connection, name).await?;
    let old = rules.and_then(|(rules, _)| rules.old);
    Ok(old.map(|old| old.until).filter(|until| *until > now))
}

/// The same for this very password.
pub(crate) async fn old_with(
    connection: &mut Connection,
    name: &Username,
    password: PasswordMark,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let rules = rules_of(&mut *connection, name).await?;
    let old = rules.and_then(|(rules, hash)| rules.old.zip(hash));
    let old = old.filter(|(old, hash)| old.until > now && PasswordMark::of(hash) == password);
    Ok(old.map(|(old, _)| old.until))
}

/// Where a user may call from, as the writer sees it.
pub(crate) async fn networks(connection: &mut Connection, name: &Username) -> Result<Networks> {
    let rules = rules_of(&mut *connection, name).await?;
    Ok(rules.map(|(rules, _)| rules.networks).unwrap_or_default())
}

/// Notes that a user has got another password in place of the one it had, and of the one before.
pub(super) async fn replaced(
    connection: &mut Connection,
    name: &Username,
    now: Timestamp,
) -> Result<()> {
    begin(connection, name).await?;
    let change = sql!("UPDATE user_rules SET old_hash = NULL, old_set_at = NULL, \
         old_until = NULL, password_set_at = $1 WHERE username = $2"; now, name);
    USER_RULES.change(connection, name.as_str(), change).await?;
    Ok(())
}

/// Notes that the password before is good no more.
pub(super) async fn end_old(connection: &mut Connection, name: &Username) -> Result<()> {
    let change = sql!("UPDATE user_rules SET old_hash = NULL, old_set_at = NULL, \
         old_until = NULL WHERE username = $1"; name);
    USER_RULES.change(connection, name.as_str(), change).await?;
    Ok(())
}

/// Makes sure that there is a row.
pub(super) async fn begin(connection: &mut Connection, name: &Username) -> Result<()> {
    let insert = insert!(user_rules: username = name, networks = Networks::default();
        "ON CONFLICT DO NOTHING");
    USER_RULES.insert(connection, name.as_str(), insert).await?;
    Ok(())
}

impl FromRow for UserRules {
    fn read(row: &Row) -> Result<Self> {
        USER_RULES.check(row)?;
        let (old_set_at, old_until) = (row.read("old_set_at")?, row.read("old_until")?);
        Ok(Self {
            networks: row.read("networks")?,
            password_set_at: row.read("password_set_at")?,
            old: Option::map(old_until, |until| OldPassword {
                set_at: old_set_at,
                until,
            }),
        })
    }
}
