//! A provider's users, as it keeps them itself on its console: each change is noted in the log of activity.

use domain::outside::Random;
use domain::{ProviderCode, Timestamp};

use super::row::{User, UserKind, Username};
use super::{forget, insert, rules};
use crate::accounts::activity::{self, Action, Actor, NewActivity};
use crate::accounts::member::{MemberRole, require_actor};
use crate::accounts::token;
use crate::error::{Entity, Error, Result};
use crate::row_sum::USERS;
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// The most users that a provider adds itself.
pub const PROVIDER_USERS_MAX: u64 = 100;

impl Directory {
    /// A provider's users, by name.
    pub async fn users_of(&self, provider: ProviderCode) -> Result<Vec<User>> {
        let users = "WHERE kind = 'provider' AND party = $1 ORDER BY username";
        self.all(USERS.rows(users).bind(provider)).await
    }

    /// Adds a user of a provider. `Exists(User)`: the name is somebody's; `Limit(User)`; `Invalid`: the password is empty or
    /// too long.
    pub async fn add_user_of(
        &self,
        (provider, name): (ProviderCode, Username),
        password: &str,
        by: Actor,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<User> {
        let hash = self.hash(password, random).await?;
        let user = User {
            name,
            kind: UserKind::Provider(provider),
            disabled: false,
            created: now,
        };
        self.write(work!(|connection| {
            require_actor(connection, provider, &by, MemberRole::Manager).await?;
            let count = sql!("SELECT COUNT(*) FROM users WHERE kind = 'provider' AND party = $1";
                provider);
            if count.only::<u64>(&mut *connection).await? >= PROVIDER_USERS_MAX {
                return Err(Error::Limit(Entity::User));
            }
            insert(connection, &user, hash).await?;
            let noted = NewActivity::by(provider, by, Action::UserAdded).object(&user.name);
            activity::note(connection, &noted, now).await?;
            Ok(user)
        }))
        .await
    }

    /// Changes the password of a provider's user and revokes its tokens. `NotFound(User)`: the provider has no such user.
    pub async fn set_password_of(
        &self,
        (provider, name): (ProviderCode, Username),
        password: &str,
        by: Actor,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<()> {
        let hash = self.hash(password, random).await?;
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Manager).await?;
                let change = sql!("UPDATE users SET password_hash = $1 WHERE username = $2 \
                     AND kind = 'provider' AND party = $3"; hash, &name, provider);
                Entity::User.require(USERS.change(connection, name.as_str(), change).await?)?;
                rules::replaced(connection, &name, now).await?;
                token::delete_all(connection, &name).await?;
                let noted = NewActivity::by(provider, by, Action::UserPasswordSet).object(&name);
                activity::note(connection, &noted, now).await
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }

    /// Keeps a provider's user out, revoking its tokens, or lets it in again. `NotFound(User)`: the provider has no such user.
    pub async fn set_disabled_of(
        &self,
        (provider, name): (ProviderCode, Username),
        disabled: bool,
        by: Actor,
        now: Timestamp,
    ) -> Result<()> {
        let changed = name.clone();
        self.write_and_forget(
            work!(|connection| {
                require_actor(connection, provider, &by, MemberRole::Manager).await?;
                let change = sql!("UPDATE users SET disabled = $1 WHERE username = $2 \
                     AND kind = 'provider' AND party = $3"; disabled, &name, provider);
                Entity::User.require(USERS.change(connection, name.as_str(), change).await?)?;
                let action = if disabled {
                    token::delete_all(connection, &name).await?;
                    Action::UserKeptOut
                } else {
                    Action::UserLetIn
                };
                let noted = NewActivity::by(provider, by, action).object(&name);
                activity::note(connection, &noted, now).await
            }),
            move |caches| forget(caches, &changed),
        )
        .await
    }
}
