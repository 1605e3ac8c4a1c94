//! How often somebody may be asked, and how many are asked together.

use std::time::Duration;

use domain::{ProviderCode, RecipientId, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::statement::sql;

/// How many within how long.
pub type Window = (u32, Duration);

/// How often an address is asked, and how many are asked together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationLimits {
    /// By one provider: how many within how long.
    pub daily: Window,
    /// By one provider: how long between two.
    pub apart: Duration,
    /// By all providers together. What is more is kept and not sent, so that nobody learns who else has asked.
    pub address: [Window; 2],
    /// To the countries from one number to another, all together.
    pub ceilings: Vec<(u16, u16, Window)>,
}

/// One provider takes one part in so many of what is asked together, so that the others can ask as well.
const OWN_PART: u32 = 2;

/// What keeps somebody from being asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The provider has asked this address as often as it may for now.
    TooMany,
    /// The provider has asked this address a moment ago.
    TooSoon,
    /// Too many are asked together.
    Ceiling {
        /// From when on there is room.
        again_at: Timestamp,
    },
}

impl VerificationLimits {
    /// What keeps a provider from asking now. `None`: nothing does.
    pub(super) async fn obstacle(
        &self,
        connection: &mut Connection,
        provider: ProviderCode,
        recipient: RecipientId,
        now: Timestamp,
    ) -> Result<Option<Obstacle>> {
        let (most, span) = self.daily;
        let nth = |most: u32| {
            sql!("SELECT made_at FROM verifications WHERE recipient = $1 AND provider = $2 \
                 AND made_at > $3 ORDER BY made_at DESC LIMIT 1 OFFSET $4";
                recipient, provider, now - span, most.saturating_sub(1))
        };
        let oldest: Option<Timestamp> = nth(most).one(&mut *connection).await?;
        if oldest.is_some() {
            return Ok(Some(Obstacle::TooMany));
        }
        let last: Option<Timestamp> = nth(1).one(&mut *connection).await?;
        if last.is_some_and(|last| now < last + self.apart) {
            return Ok(Some(Obstacle::TooSoon));
        }
        for (first, last, (most, span)) in &self.ceilings {
            let places = (*first, *last, now - *span);
            let own_most = most.div_ceil(OWN_PART);
            let (all, own) = asked_together(connection, places, provider).await?;
            let (full, of) = match (all >= u64::from(*most), own >= u64::from(own_most)) {
                (true, _) => (*most, None),
                (false, true) => (own_most, Some(provider)),
                (false, false) => continue,
            };
            let nth = nth_together(connection, places, full, of).await?;
            let again_at = nth.map_or(now, |nth| nth + *span);
            return Ok(Some(Obstacle::Ceiling { again_at }));
        }
        Ok(None)
    }

    /// Whether an address has been asked as often as it may be, by whomever.
    pub(super) async fn is_full(
        &self,
        connection: &mut Connection,
        recipient: RecipientId,
        now: Timestamp,
    ) -> Result<bool> {
        for (most, span) in self.address {
            let asked = sql!("SELECT COUNT(*) FROM verifications WHERE recipient = $1 \
                 AND made_at > $2"; recipient, now - span);
            let asked: u32 = asked.only(&mut *connection).await?;
            if asked >= most {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The countries from one number to another, and since when.
type Places = (u16, u16, Timestamp);

/// How many were asked together, and by one provider, counted in one go.
async fn asked_together(
    connection: &mut Connection,
    (first, last, since): Places,
    provider: ProviderCode,
) -> Result<(u64, u64)> {
    // By age, which the sign before the country has the engine do: by country it would sort all there are.
    sql!("SELECT COUNT(*) AS asked, COUNT(CASE WHEN provider = $4 THEN 1 END) AS own \
         FROM verifications WHERE +country BETWEEN $1 AND $2 AND made_at > $3";
        first, last, since, provider)
    .only(connection)
    .await
}

/// When the newest but so many of them was asked, by one provider or by all.
async fn nth_together(
    connection: &mut Connection,
    (first, last, since): Places,
    most: u32,
    provider: Option<ProviderCode>,
) -> Result<Option<Timestamp>> {
    sql!("SELECT made_at FROM verifications \
         WHERE +country BETWEEN $1 AND $2 AND made_at > $3 AND ($4 IS NULL OR provider = $4) \
         ORDER BY made_at DESC LIMIT 1 OFFSET $5";
        first, last, since, provider, most.saturating_sub(1))
    .one(connection)
    .await
}
