//! Users: who logs in, and for which party.

mod networks;
mod of_provider;
mod rotation;
mod row;
pub(crate) mod rules;
mod verified;

use std::time::Duration;

use domain::Timestamp;
use domain::outside::Random;

use crate::accounts::password::{Asker, PasswordUse, SALT_LEN};
use crate::accounts::token;
use crate::caches::Caches;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::intermediary;
use crate::parties::partner;
use crate::parties::provider;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::USERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// How long a right answer of [`Directory::authenticate_each_call`] is remembered unused.
const VERIFIED_KEPT: Duration = Duration::from_mins(5);
/// The longest password, in bytes; longer ones are wrong without being looked at.
pub const PASSWORD_MAX: usize = 1_024;

pub use networks::{NETWORKS_MAX, NETWORKS_TEXT_MAX, Networks, NetworksProblem};
pub use of_provider::PROVIDER_USERS_MAX;
pub use rotation::ProviderUser;
pub use row::{PasswordMark, USERNAME_MAX, User, UserKind, Username};
pub use rules::{OldPassword, UserRules};
pub(crate) use verified::VerifiedCredentials;
use verified::VerifiedUser;

impl Directory {
    /// Adds a user. `Invalid`: the name cannot be one, or the password is empty or too long;
    /// `Exists(User)`; `NotFound`: no such party.
    pub async fn add_user(
        &self,
        name: &str,
        password: &str,
        kind: UserKind,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<User> {
        let name = Username::new(name).ok_or(Error::Invalid("user name"))?;
        let hash = self.hash(password, random).await?;
        let user = User {
            name,
            kind,
            disabled: false,
            created: now,
        };
        self.write(work!(|connection| {
            require_party(connection, kind).await?;
            insert(connection, &user, hash).await?;
            Ok(user)
        }))
        .await
    }

    /// The user with this name.
    pub async fn user(&self, name: &Username) -> Result<Option<User>> {
        self.one(sql!(USERS.rows("WHERE username = $1"); &name))
            .await
    }

    /// All users, by name.
    pub async fn users(&self) -> Result<Vec<User>> {
        self.all(sql!(USERS.rows("ORDER BY username"))).await
    }

    /// The user if name and password are right and the user is not disabled. Takes as long for an
    /// unknown name as for a wrong password. `Busy`: it was not looked at, too many wait.
    pub async fn authenticate(
        &self,
        name: &str,
        password: &str,
        what: PasswordUse,
        asker: Asker,
    ) -> Result<Option<User>> {
        let found = self.by_current(name, password, what, asker).await?;
        Ok(found.map(|(user, _)| user))
    }

    async fn by_current(
        &self,
        name: &str,
        password: &str,
        what: PasswordUse,
        asker: Asker,
    ) -> Result<Option<(User, PasswordMark)>> {
        if password.len() > PASSWORD_MAX {
            return Ok(None);
        }
        let place = self.inner.passwords.place(what, asker)?;
        let row = match Username::new(name) {
            Some(name) => {
                sql!(USERS.rows("WHERE username = $1"); &name)
                    .row(self.readers())
                    .await?
            }
            None => None,
        };
        let user = row.as_ref().map(User::read).transpose()?;
        let hash: Option<String> = row.map(|row| row.read("password_hash")).transpose()?;
        let mark = hash.as_deref().map(PasswordMark::of);
        let right = self.inner.passwords.verify(place, password, hash).await?;
        let user = user.filter(|user| right && !user.disabled);
        Ok(user.zip(mark))
    }

    /// As [`Directory::authenticate`], by the password before as well, as long as it is good; by which it was. A wrong password
    /// of a user that has both costs two hashes.
    pub async fn authenticate_by_either(
        &self,
        name: &str,
        password: &str,
        what: PasswordUse,
        asker: Asker,
        now: Timestamp,
    ) -> Result<Option<(User, PasswordMark)>> {
        let found = self.by_either(name, password, what, asker, now).await?;
        Ok(found.map(|(user, mark, _)| (user, mark)))
    }

    /// The same, and until when the password is good, if that is known.
    async fn by_either(
        &self,
        name: &str,
        password: &str,
        what: PasswordUse,
        asker: Asker,
        now: Timestamp,
    ) -> Result<Option<(User, PasswordMark, Option<Timestamp>)>> {
        let current = self.by_current(name, password, what, asker).await?;
        if let Some((user, mark)) = current {
            return Ok(Some((user, mark, None)));
        }
        let Some(name) = Username::new(name) else {
            return Ok(None);
        };
        let rules = rules::rules_of(self.readers(), &name).await?;
        let old = rules.and_then(|(rules, hash)| rules.old.zip(hash));
        let Some((old, hash)) = old.filter(|(old, _)| old.until > now) else {
            return Ok(None);
        };
        if password.len() > PASSWORD_MAX {
            return Ok(None);
        }
        let place = self.inner.passwords.place(what, asker)?;
        let mark = PasswordMark::of(&hash);
        let right = self.inner.passwords.verify(place, password, Some(hash));
        if !right.await? {
            return Ok(None);
        }
        let user = self.user(&name).await?.filter(|user| !user.disabled);
        Ok(user.map(|user| (user, mark, Some(old.until))))
    }

    /// Whose name and password these are, if [`Directory::authenticate_each_call`] has found them right
    /// and they were used a short while ago. A change of the user ends it at once.
    pub fn authenticated_lately(&self, name: &str, password: &str, now: Timestamp) -> Option<User> {
        let verified = &self.caches().verified;
        let digest = verified.digest(name, password);
        let generation = verified.cache.generation();
        let known = verified.cache.get(&digest)?;
        if known.until <= now {
            return None;
        }
        // In use it does not end, or all requests under way at that moment would need a hash at once.
        if known.until.since(now) < VERIFIED_KEPT / 2 {
            let known = known.clone().kept(now + VERIFIED_KEPT);
            verified.cache.remember(generation, digest, known);
        }
        Some(known.user)
    }

    /// As [`Directory::authenticate`], but remembers a right answer for a while in memory (keyed,
    /// never the password itself): for callers that send name and password with every request.
    pub async fn authenticate_each_call(
        &self,
        name: &str,
        password: &str,
        asker: Asker,
        now: Timestamp,
    ) -> Result<Option<User>> {
        if let Some(user) = self.authenticated_lately(name, password, now) {
            return Ok(Some(user));
        }
        let verified = &self.caches().verified;
        let generation = verified.cache.generation();
        let found = self
            .by_either(name, password, PasswordUse::EachCall, asker, now)
            .await?;
        let Some((user, _, ends)) = found else {
            return Ok(None);
        };
        let digest = verified.digest(name, password);
        let known = VerifiedUser::new(user.clone(), ends).kept(now + VERIFIED_KEPT);
        verified.cache.remember(generation, digest, known);
        Ok(Some(user))
    }

    /// Changes a password and revokes all tokens of the user.
    pub async fn set_password(
        &self,
        name: &Username,
        password: &str,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<()> {
        let hash = self.hash(password, random).await?;
        let name = name.clone();
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                let change = sql!("UPDATE users SET password_hash = $1 WHERE username = $2";
                    hash, &name);
                Entity::User.require(USERS.change(connection, name.as_str(), change).await?)?;
                rules::replaced(connection, &name, now).await?;
                token::delete_all(connection, &name).await
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }

    /// Keeps a user out, revoking all its tokens, or lets it in again.
    pub async fn set_user_disabled(&self, name: &Username, disabled: bool) -> Result<()> {
        let name = name.clone();
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                let change = sql!("UPDATE users SET disabled = $1 WHERE username = $2";
                    disabled, &name);
                Entity::User.require(USERS.change(connection, name.as_str(), change).await?)?;
                if disabled {
                    token::delete_all(connection, &name).await?;
                }
                Ok(())
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }

    pub(crate) async fn hash(&self, password: &str, random: &dyn Random) -> Result<String> {
        if password.is_empty() || password.len() > PASSWORD_MAX {
            return Err(Error::Invalid("password"));
        }
        let mut salt = [0; SALT_LEN];
        random.fill(&mut salt);
        self.inner.passwords.hash(password, salt).await
    }
}

async fn insert(connection: &mut Connection, user: &User, hash: String) -> Result<()> {
    let (kind, party) = user.kind.as_stored();
    let insert = insert!(users: username = &user.name, password_hash = hash, kind, party,
        disabled = false, created_at = user.created; "ON CONFLICT DO NOTHING");
    if !USERS.insert(connection, user.name.as_str(), insert).await? {
        return Err(Error::Exists(Entity::User));
    }
    Ok(())
}

/// Forgets what is remembered of a user's logins and tokens.
fn forget(caches: &Caches, name: &Username) {
    caches
        .verified
        .cache
        .forget(|_, known| known.user.name == *name);
    token::forget(caches, name);
    caches.networks.forget_key(name);
    caches.access_changed();
}

async fn require_party(connection: &mut Connection, kind: UserKind) -> Result<()> {
    match kind {
        UserKind::Provider(code) => provider::require(connection, code).await,
        UserKind::Partner(code) => partner::require(connection, code).await,
        UserKind::Intermediary(code) => intermediary::require(connection, code).await,
        UserKind::Admin => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use std::net::{IpAddr, Ipv4Addr};

    use domain::Timestamp;
    use keys::OsRandom;

    use super::UserKind;
    use crate::accounts::password::{Asker, PasswordCost, PasswordUse};
    use crate::{Directory, Error, Options};

    const ASKER: Asker = Asker {
        client: IpAddr::V4(Ipv4Addr::LOCALHOST),
        known: false,
    };

    /// A login that computes no hash is not turned away by a flood of others, and would answer
    /// sooner than those that do.
    #[tokio::test]
    async fn every_login_costs_a_hash_whether_or_not_the_user_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let directory = Directory::open_with(&folder.path().join("directory.sqlite"), options)
            .await
            .unwrap();
        let now = Timestamp::from_seconds(0);
        for name in ["known", "disabled"] {
            directory
                .add_user(name, "right", UserKind::Admin, &OsRandom, now)
                .await
                .unwrap();
        }
        let disabled = super::Username::new("disabled").unwrap();
        directory.set_user_disabled(&disabled, true).await.unwrap();
        let log_in = |name, password, asker| {
            directory.authenticate(name, password, PasswordUse::Login, asker)
        };
        let flood = directory.inner.passwords.fill_up(PasswordUse::Login);
        for name in ["known", "disabled", "unknown", "not a name", ""] {
            for password in ["right", "wrong", ""] {
                let outcome = log_in(name, password, ASKER).await;
                assert!(matches!(outcome, Err(Error::Busy)), "{name:?} {password:?}");
            }
        }
        // Neither a client that is known nor any other use is in its way.
        let asker = Asker {
            known: true,
            ..ASKER
        };
        assert!(log_in("known", "right", asker).await.unwrap().is_some());
        let other = directory.authenticate("known", "right", PasswordUse::EachCall, ASKER);
        assert!(other.await.unwrap().is_some());
        drop(flood);
        assert!(log_in("known", "right", ASKER).await.unwrap().is_some());
    }
}
