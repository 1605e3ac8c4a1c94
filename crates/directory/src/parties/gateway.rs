//! Gateways: who brings in text messages and calls by HTTP.

use std::fmt;

use domain::Timestamp;
use domain::outside::Random;

use crate::accounts::token::{self, TokenDigest};
use crate::error::{Entity, Error, Result};
use crate::row::row;
use crate::row_sum::GATEWAYS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::work;

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
        random: &dyn Random,
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
        self.write(work!(|connection| {
            let known = sql!("SELECT COUNT(*), COUNT(CASE WHEN name = $1 THEN 1 END) \
                 FROM gateways"; &gateway.name);
            let (known, same): (u64, u64) = known.only(&mut *connection).await?;
            if same > 0 {
                return Err(Error::Exists(Entity::Gateway));
            }
            if known >= GATEWAYS_MAX {
                return Err(Error::Limit(Entity::Gateway));
            }
            let insert = insert!(gateways: name = &gateway.name, kind, verified, digest,
                added_at = now);
            GATEWAYS
                .insert(connection, gateway.name.as_str(), insert)
                .await
        }))
        .await?;
        Ok((added, GatewayToken(text)))
    }

    /// Ends what a gateway may bring, from this call's return; `false`: there is none of this name,
    /// or it was removed before.
    pub async fn remove_gateway(&self, name: &str, now: Timestamp) -> Result<bool> {
        let name = name.to_owned();
        self.write(work!(|connection| {
            let end = sql!("UPDATE gateways SET removed_at = $1 WHERE name = $2 \
                 AND removed_at IS NULL"; now, &name);
            GATEWAYS.change(connection, name.as_str(), end).await
        }))
        .await
    }

    /// All gateways, those removed included, by name.
    pub async fn gateways(&self) -> Result<Vec<Gateway>> {
        self.all(sql!(GATEWAYS.rows("ORDER BY name"))).await
    }

    /// Whose token this is. Found by the token's SHA-256, so that how long it takes says nothing
    /// about the tokens there are. `None`: nobody's, or of a gateway that was removed.
    pub async fn gateway_of(&self, token: &str) -> Result<Option<Gateway>> {
        let Some(digest) = digest_of(token) else {
            return Ok(None);
        };
        self.one(sql!(GATEWAYS.rows("WHERE digest = $1 AND removed_at IS NULL"); digest))
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

row! { Gateway of GATEWAYS: name, kind, verified, added = "added_at", removed = "removed_at" }
