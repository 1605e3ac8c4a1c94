//! By what brands are seen to write and call: titles of text messages, calling numbers and mail domains; and the short names
//! that people write for them. A provider asks for them, the operator confirms them, and they are withdrawn with a date; whose a sender was at an instant stays known.

mod name;

use std::time::Duration;

use domain::{BrandCode, Timestamp};

use crate::accounts::activity::{NewActivity, note};
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::SENDERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

pub use name::{SenderKind, SenderName};

use super::short_name::SHORT_NAMES_MAX;

/// The most senders of a brand that are asked for or confirmed at a time.
pub const SENDERS_MAX: u64 = 50;
/// The most senders that are listed at once.
pub const SENDERS_LISTED: u32 = 1_000;
/// How long one that was turned down counts among them and is shown, so that asking and turning down goes on for ever for
/// nobody.
pub const TURNED_DOWN_SHOWN: Duration = Duration::from_hours(24 * 30);

/// A sender's number, given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SenderNumber(pub u64);

/// A sender of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Its number.
    pub number: SenderNumber,
    /// The brand.
    pub brand: BrandCode,
    /// Which kind it is.
    pub kind: SenderKind,
    /// As it is shown.
    pub shown: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// From when on it is the brand's; `None`: it is not confirmed yet.
    pub confirmed_at: Option<Timestamp>,
    /// From when on it is not the brand's any more, or when it was turned down.
    pub ended_at: Option<Timestamp>,
}

impl Directory {
    /// Asks for a sender, and notes who did. `NotFound(Brand)`; `Exists(Sender)`: somebody has it, or the brand asks for it
    /// already; a title of another brand is no short name, and the other way round. `Limit(Sender)`: [`SENDERS_MAX`], or
    /// [`SHORT_NAMES_MAX`].
    pub async fn ask_sender(
        &self,
        brand: BrandCode,
        name: SenderName,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<SenderNumber> {
        self.write(work!(|connection| {
            let number = ask(connection, brand, &name, now).await?;
            if let Some(noted) = noted {
                note(connection, &noted.object(name.shown()), now).await?;
            }
            Ok(number)
        }))
        .await
    }

    /// Confirms a sender, which is its brand's from now on; `false`: there is none that waits. `Exists(Sender)`: it is another
    /// brand's.
    pub async fn confirm_sender(
        &self,
        number: SenderNumber,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(work!(|connection| {
            let Some(shown) = confirm(connection, number, now).await? else {
                return Ok(false);
            };
            if let Some(noted) = noted {
                note(connection, &noted.object(shown), now).await?;
            }
            Ok(true)
        }))
        .await
    }

    /// Ends a sender: one that is confirmed from `end` on, not before its confirmation; one that waits is turned down now. One
    /// that has an end already ends no later by it. `false`: there is none of this number (of this brand) that ends by it.
    pub async fn end_sender(
        &self,
        number: SenderNumber,
        of: Option<BrandCode>,
        end: Timestamp,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(work!(|connection| {
            let known = sql!(SENDERS.rows("WHERE number = $1 AND (ended_at IS NULL OR ended_at > $2)");
                number.0, now);
            let known: Option<Sender> = known.one(&mut *connection).await?;
            let known = known.filter(|known| of.is_none_or(|brand| brand == known.brand));
            let Some(known) = known else { return Ok(false) };
            let end = match known.confirmed_at {
                None => now,
                Some(confirmed) => end.max(confirmed),
            };
            if known.ended_at.is_some_and(|before| before <= end) {
                return Ok(false);
            }
            let change = sql!("UPDATE brand_senders SET ended_at = $1 WHERE number = $2";
                end, number.0);
            SENDERS.change(connection, key(number)?, change).await?;
            if let Some(noted) = noted {
                let noted = noted.object(known.shown).detail(end.to_wire());
                note(connection, &noted, now).await?;
            }
            Ok(true)
        }))
        .await
    }

    /// A sender; `None`: there is none of this number.
    pub async fn sender(&self, number: SenderNumber) -> Result<Option<Sender>> {
        self.one(sql!(SENDERS.rows("WHERE number = $1"); number.0))
            .await
    }

    /// A brand's senders, those that have ended as well, the oldest first; but for those turned down for longer than
    /// [`TURNED_DOWN_SHOWN`].
    pub async fn senders_of(&self, brand: BrandCode, now: Timestamp) -> Result<Vec<Sender>> {
        let shown = "WHERE brand = $1 AND (ended_at IS NULL OR confirmed_at IS NOT NULL OR ended_at > $2) \
             ORDER BY number";
        self.all(sql!(SENDERS.rows(shown); brand, now - TURNED_DOWN_SHOWN))
            .await
    }

    /// Senders of all brands after one of them, the oldest first, at most [`SENDERS_LISTED`].
    pub async fn senders(&self, after: SenderNumber) -> Result<Vec<Sender>> {
        let listed = SENDERS.rows("WHERE number > $1 ORDER BY number LIMIT $2");
        self.all(sql!(listed; after.0, SENDERS_LISTED)).await
    }

    /// Whose a sender was at an instant; `None`: nobody's that is known.
    pub async fn brand_of_sender(
        &self,
        name: &SenderName,
        instant: Timestamp,
    ) -> Result<Option<BrandCode>> {
        let found = sql!(SENDERS.rows("WHERE kind = $1 AND folded = $2 AND confirmed_at <= $3 \
             AND (ended_at IS NULL OR ended_at > $3)"); name.kind(), name.folded(), instant);
        let found: Option<Sender> = self.one(found).await?;
        Ok(found.map(|found| found.brand))
    }
}

/// Asks for a sender.
pub(super) async fn ask(
    connection: &mut Connection,
    brand: BrandCode,
    name: &SenderName,
    now: Timestamp,
) -> Result<SenderNumber> {
    brand::require(connection, brand).await?;
    let held = sql!("SELECT COUNT(*), COUNT(CASE WHEN kind = $4 AND (ended_at IS NULL OR ended_at > $2) THEN 1 END) \
         FROM brand_senders WHERE brand = $1 \
         AND (ended_at IS NULL OR ended_at > $2 OR (confirmed_at IS NULL AND ended_at > $3))";
        brand, now, now - TURNED_DOWN_SHOWN, SenderKind::ShortName);
    let (held, short): (u64, u64) = held.only(&mut *connection).await?;
    let is_short = name.kind() == SenderKind::ShortName;
    if held >= SENDERS_MAX || (is_short && short >= SHORT_NAMES_MAX) {
        return Err(Error::Limit(Entity::Sender));
    }
    let own = sql!("SELECT 1 FROM brand_senders WHERE kind = $1 AND folded = $2 AND brand = $3 \
         AND (ended_at IS NULL OR ended_at > $4)"; name.kind(), name.folded(), brand, now);
    if own.exists(&mut *connection).await? {
        return Err(Error::Exists(Entity::Sender));
    }
    require_free(connection, (name.kind(), name.folded()), brand, now).await?;
    let last = sql!("SELECT COALESCE(MAX(number), 0) FROM brand_senders");
    let last: u64 = last.only(&mut *connection).await?;
    let number = SenderNumber(last + 1);
    let insert = insert!(brand_senders: number = number.0, brand, kind = name.kind(),
        shown = name.shown(), folded = name.folded(), asked_at = now);
    SENDERS.insert(connection, key(number)?, insert).await?;
    Ok(number)
}

/// Confirms a sender; as it is shown. `None`: there is none that waits.
pub(super) async fn confirm(
    connection: &mut Connection,
    number: SenderNumber,
    now: Timestamp,
) -> Result<Option<String>> {
    let waits = sql!(SENDERS.rows("WHERE number = $1 AND confirmed_at IS NULL AND ended_at IS NULL");
        number.0);
    let waits: Option<Sender> = waits.one(&mut *connection).await?;
    let Some(waits) = waits else { return Ok(None) };
    let folded = sql!("SELECT folded FROM brand_senders WHERE number = $1"; number.0);
    let folded: String = folded.only(&mut *connection).await?;
    require_free(connection, (waits.kind, &folded), waits.brand, now).await?;
    let confirm = sql!("UPDATE brand_senders SET confirmed_at = $1 WHERE number = $2";
        now, number.0);
    SENDERS.change(connection, key(number)?, confirm).await?;
    Ok(Some(waits.shown))
}

/// `Exists(Sender)` where a brand has this sender, or another brand has one that people take for it.
async fn require_free(
    connection: &mut Connection,
    (kind, folded): (SenderKind, &str),
    brand: BrandCode,
    now: Timestamp,
) -> Result<()> {
    let taken = sql!("SELECT 1 FROM brand_senders WHERE folded = $1 AND confirmed_at IS NOT NULL \
         AND (ended_at IS NULL OR ended_at > $2) AND (kind = $3 OR (kind = $4 AND brand <> $5))";
        folded, now, kind, kind.alike(), brand);
    if taken.exists(connection).await? {
        return Err(Error::Exists(Entity::Sender));
    }
    Ok(())
}

/// The number as a row is found by it.
fn key(number: SenderNumber) -> Result<i64> {
    i64::try_from(number.0).map_err(|_| Error::Invalid("sender: its number"))
}

impl FromRow for Sender {
    fn read(row: &Row) -> Result<Self> {
        SENDERS.check(row)?;
        Ok(Self {
            number: SenderNumber(row.read("number")?),
            brand: row.read("brand")?,
            kind: row.read("kind")?,
            shown: row.read("shown")?,
            asked_at: row.read("asked_at")?,
            confirmed_at: row.read("confirmed_at")?,
            ended_at: row.read("ended_at")?,
        })
    }
}
