//! What a provider says of its users, as it does on its console: where each may call from, and another password that is good
//! beside the one before. Each change is noted in the log of activity.

use domain::outside::Random;
use domain::{ProviderCode, Timestamp};

use super::forget;
use super::networks::Networks;
use super::row::{User, Username};
use super::rules::{self, UserRules};
use crate::accounts::activity::{self, Action, Actor, NewActivity};
use crate::accounts::member::{MemberRole, require_actor};
use crate::accounts::token;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow as _};
use crate::row_sum::{USER_RULES, USERS};
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// A user as its provider sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderUser {
    /// The user.
    pub user: User,
    /// What is said of it.
    pub rules: UserRules,
    /// When it last called, to about a minute; `None`: never, that is known.
    pub used_at: Option<Timestamp>,
}

impl Directory {
    /// A provider's users with what is said of each, by name.
    pub async fn provider_users(&self, provider: ProviderCode) -> Result<Vec<ProviderUser>> {
        let mut list = Vec::new();
        for user in self.users_of(provider).await? {
            let rules = rules::rules_of(self.readers(), &user.name).await?;
            let used_at = sql!("SELECT used_at FROM user_uses WHERE username = $1"; &user.name);
            list.push(ProviderUser {
                rules: rules.map(|(rules, _)| rules).unwrap_or_default(),
                used_at: self.one(used_at).await?,
                user,
            });
        }
        Ok(list)
    }

    /// Says where a provider's user may call from, from this call's return. `NotFound(User)`: the provider has no such user.
    pub async fn set_networks_of(
        &self,
        (provider, name): (ProviderCode, Username),
        networks: Networks,
        by: Actor,
        now: Timestamp,
    ) -> Result<()> {
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Manager).await?;
                require(connection, provider, &name).await?;
                rules::begin(connection, &name).await?;
                let change = sql!("UPDATE user_rules SET networks = $1 WHERE username = $2";
                    networks.clone(), &name);
                USER_RULES.change(connection, name.as_str(), change).await?;
                let noted = NewActivity::by(provider, by, Action::UserNetworksSet);
                let noted = noted.object(&name).detail(networks.to_string());
                activity::note(connection, &noted, now).await
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }

    /// Gives a provider's user another password, beside which the one it has is good until an instant. One before that ends.
    /// `NotFound(User)`: the provider has no such user.
    pub async fn rotate_password_of(
        &self,
        (provider, name): (ProviderCode, Username),
        (password, until): (&str, Timestamp),
        by: Actor,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<()> {
        let hash = self.hash(password, random).await?;
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Manager).await?;
                let old = require(connection, provider, &name).await?;
                rules::begin(connection, &name).await?;
                token::end_old(connection, &name).await?;
                token::make_old(connection, &name, until).await?;
                let change = sql!("UPDATE users SET password_hash = $1 WHERE username = $2";
                    hash, &name);
                USERS.change(connection, name.as_str(), change).await?;
                let change = sql!("UPDATE user_rules SET old_hash = $1, \
                     old_set_at = password_set_at, old_until = $2, password_set_at = $3 \
                     WHERE username = $4"; old, until, now, &name);
                USER_RULES.change(connection, name.as_str(), change).await?;
                let noted = NewActivity::by(provider, by, Action::UserPasswordRotated);
                let noted = noted.object(&name).detail(until.to_wire());
                activity::note(connection, &noted, now).await
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }

    /// Ends the password before of a provider's user, and the tokens that were given for it; `false`: there is none that is
    /// good. `NotFound(User)`: the provider has no such user.
    pub async fn end_old_password_of(
        &self,
        (provider, name): (ProviderCode, Username),
        by: Actor,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Manager).await?;
                require(connection, provider, &name).await?;
                if rules::old_until(connection, &name, now).await?.is_none() {
                    return Ok(false);
                }
                rules::end_old(connection, &name).await?;
                token::end_old(connection, &name).await?;
                let noted = NewActivity::by(provider, by, Action::UserOldPasswordEnded);
                activity::note(connection, &noted.object(&name), now).await?;
                Ok(true)
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }
}

/// The hash of the password of a provider's user. `NotFound(User)`: it has no such user.
async fn require(
    connection: &mut Connection,
    provider: ProviderCode,
    name: &Username,
) -> Result<String> {
    let row = sql!(USERS.rows("WHERE username = $1 AND kind = 'provider' AND party = $2");
        name, provider);
    let row = row.row(connection).await?;
    let Some(row) = row else {
        return Err(Error::NotFound(Entity::User));
    };
    User::read(&row)?;
    row.read("password_hash")
}
