//! Gateways: who brings in text messages and calls by HTTP.

use std::fmt;

use domain::Timestamp;
use sqlx::Row as _;

use crate::accounts::token::{self, TokenDigest};
use crate::column;
use crate::db::{Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::random::Randomness;
use crate::row_sum::GATEWAYS;
use crate::store::Directory;
use crate::words::words;

/// What gateways' tokens begin with, so that leaked ones can be searched for.
pub const GATEWAY_PREFIX: &str = "izin_gw_";
/// Longest name of a gateway, in bytes.
pub const NAME_LEN_MAX: usize = 40;
/// The most gateways there can ever be.
pub const GATEWAYS_MAX: u64 = 1_000;

words! {
    /// What a gateway brings.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum GatewayKind: as_word, from_word {
        /// Text messages.
        Text = "text",
        /// Calls of the voice menu.
        Voice = "voice",
    }
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Its name: 1 to [`NAME_LEN_MAX`] of a–z, 0–9 and `-`.
    pub name: String,
    /// What it brings.
    pub kind: GatewayKind,
    /// Whether the numbers it names are proof of who sends or calls. One that also brings messages
    /// from abroad or from applications is not.
    pub verified: bool,
    /// When it was added.
    pub added: Timestamp,
    /// When it was removed; `None`: it may bring.
    pub removed: Option<Timestamp>,
}

/// A gateway's token. Shown once; its `Debug` leaves the token out.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayToken(pub String);

impl fmt::Debug for GatewayToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GatewayToken").finish_non_exhaustive()
    }
}

impl Directory {
    /// Adds a gateway and draws its token. `Invalid`: the name is not of the form; `Exists(Gateway)`:
    /// there is or was one of this name; `Limit(Gateway)`: there are [`GATEWAYS_MAX`].
    pub async fn add_gateway(
        &self,
        name: &str,
        kind: GatewayKind,
        verified: bool,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<(Gateway, GatewayToken)> {
        if !is_name(name) {
            return Err(Error::Invalid("gateway's name"));
        }
        let text = token::draw(random, GATEWAY_PREFIX);
        let digest = digest_of(&text).ok_or(Error::Invalid("gateway's token"))?;
        let gateway = Gateway {
            name: name.to_owned(),
            kind,
            verified,
            added: now,
            removed: None,
        };
        let added = gateway.clone();
        self.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(
                    "SELECT COUNT(*) AS known, \
                     COUNT(CASE WHEN name = $1 THEN 1 END) AS same FROM gateways",
                )
                .bind(&gateway.name)
                .fetch_one(&mut *connection)
                .await?;
                if column::count(&row, "same")? > 0 {
                    return Err(Error::Exists(Entity::Gateway));
                }
                if column::count(&row, "known")? >= GATEWAYS_MAX {
                    return Err(Error::Limit(Entity::Gateway));
                }
                sqlx::query(
                    "INSERT INTO gateways (name, kind, verified, digest, added_at) \
                     VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(&gateway.name)
                .bind(gateway.kind.as_word())
                .bind(i16::from(gateway.verified))
                .bind(digest.as_slice())
                .bind(now.as_millis())
                .execute(&mut *connection)
                .await?;
                GATEWAYS.keep(connection, gateway.name.as_str()).await
            })
        })
        .await?;
        Ok((added, GatewayToken(text)))
    }

    /// Ends what a gateway may bring, from this call's return; `false`: there is none of this name,
    /// or it was removed before.
    pub async fn remove_gateway(&self, name: &str, now: Timestamp) -> Result<bool> {
        let name = name.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                GATEWAYS.check_stored(connection, name.as_str()).await?;
                let ended = sqlx::query(
                    "UPDATE gateways SET removed_at = $1 WHERE name = $2 AND removed_at IS NULL",
                )
                .bind(now.as_millis())
                .bind(&name)
                .execute(&mut *connection)
                .await?;
                GATEWAYS.keep(connection, name.as_str()).await?;
                Ok(ended.rows_affected() > 0)
            })
        })
        .await
    }

    /// All gateways, those removed included, by name.
    pub async fn gateways(&self) -> Result<Vec<Gateway>> {
        GATEWAYS
            .rows("ORDER BY name")
            .all(self.readers(), read)
            .await
    }

    /// Whose token this is. Found by the token's SHA-256, so that how long it takes says nothing
    /// about the tokens there are. `None`: nobody's, or of a gateway that was removed.
    pub async fn gateway_of(&self, token: &str) -> Result<Option<Gateway>> {
        let Some(digest) = digest_of(token) else {
            return Ok(None);
        };
        GATEWAYS
            .rows("WHERE digest = $1 AND removed_at IS NULL")
            .bind(digest.as_slice())
            .one(self.readers(), read)
            .await
    }
}

fn digest_of(token: &str) -> Option<TokenDigest> {
    token::digest_of(token, GATEWAY_PREFIX)
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= NAME_LEN_MAX && name.bytes().all(plain)
}

fn read(row: &Row) -> Result<Gateway> {
    GATEWAYS.check(row)?;
    Ok(Gateway {
        name: row.try_get("name")?,
        kind: column::word(row, "kind", GatewayKind::from_word)?,
        verified: column::flag(row, "verified")?,
        added: column::instant(row, "added_at")?,
        removed: column::maybe_instant(row, "removed_at")?,
    })
}
