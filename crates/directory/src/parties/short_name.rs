//! Short names: what people may write for a brand in a text message in place of its number. They are kept with the
//! [senders](super::sender), as which providers ask for them too.

use domain::{BrandCode, Timestamp};

use super::sender::{self, Sender, SenderKind, SenderName};
use crate::error::{Entity, Error, Result};
use crate::row_sum::SENDERS;
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// The most short names of a brand, those that it asks for as well.
pub const SHORT_NAMES_MAX: u64 = 3;

/// A short name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortName {
    /// The brand it stands for.
    pub brand: BrandCode,
    /// The name as it is shown.
    pub name: String,
}

/// Those that are a brand's at an instant.
const HELD: &str = "kind = 'short' AND confirmed_at <= $1 AND (ended_at IS NULL OR ended_at > $1)";

impl Directory {
    /// Gives a brand a short name at once. `NotFound(Brand)`; `Exists(ShortName)`: some brand has it, as a title perhaps;
    /// `Limit(ShortName)`: the brand has [`SHORT_NAMES_MAX`]; `Invalid`: it can be none.
    pub async fn add_short_name(&self, short: ShortName, now: Timestamp) -> Result<()> {
        let name = SenderName::new(SenderKind::ShortName, &short.name);
        let name = name.ok_or(Error::Invalid("short name"))?;
        let added = self.write(work!(|connection| {
            let number = sender::ask(connection, short.brand, &name, now).await?;
            sender::confirm(connection, number, now).await?;
            Ok(())
        }));
        added.await.map_err(|error| match error {
            Error::Exists(Entity::Sender) => Error::Exists(Entity::ShortName),
            Error::Limit(Entity::Sender) => Error::Limit(Entity::ShortName),
            error => error,
        })
    }

    /// Takes a short name from its brand now; `None`: no brand has it. `folded` is as names are compared.
    pub async fn remove_short_name(
        &self,
        folded: &str,
        now: Timestamp,
    ) -> Result<Option<ShortName>> {
        let held = sql!(SENDERS.rows(&format!("WHERE {HELD} AND folded = $2")); now, folded);
        let held: Option<Sender> = self.one(held).await?;
        let Some(held) = held else { return Ok(None) };
        let ended = self.end_sender(held.number, None, now, None, now).await?;
        Ok(ended.then(|| held.into()))
    }

    /// The brand a short name stands for at an instant. `folded` is as names are compared.
    pub async fn brand_of_short_name(
        &self,
        folded: &str,
        now: Timestamp,
    ) -> Result<Option<BrandCode>> {
        let held = sql!(SENDERS.rows(&format!("WHERE {HELD} AND folded = $2")); now, folded);
        let held: Option<Sender> = self.one(held).await?;
        Ok(held.map(|held| held.brand))
    }

    /// A brand's short names at an instant, the oldest first.
    pub async fn short_names_of(&self, brand: BrandCode, now: Timestamp) -> Result<Vec<ShortName>> {
        let held = SENDERS.rows(&format!("WHERE {HELD} AND brand = $2 ORDER BY number"));
        let held: Vec<Sender> = self.all(sql!(held; now, brand)).await?;
        Ok(held.into_iter().map(ShortName::from).collect())
    }

    /// All short names at an instant, by brand.
    pub async fn short_names(&self, now: Timestamp) -> Result<Vec<ShortName>> {
        let held = SENDERS.rows(&format!("WHERE {HELD} ORDER BY brand, number"));
        let held: Vec<Sender> = self.all(sql!(held; now)).await?;
        Ok(held.into_iter().map(ShortName::from).collect())
    }
}

impl From<Sender> for ShortName {
    fn from(sender: Sender) -> Self {
        Self {
            brand: sender.brand,
            name: sender.shown,
        }
    }
}
