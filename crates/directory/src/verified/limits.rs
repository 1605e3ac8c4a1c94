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
            let places = (*first, *last);
            let own = (most.div_ceil(OWN_PART), *span);
            for (window, of) in [((*most, *span), None), (own, Some(provider))] {
                if let Some(again_at) = full_until(connection, places, window, of, now).await? {
                    return Ok(Some(Obstacle::Ceiling { again_at }));
                }
            }
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

/// When there is room again among those that were asked together, by one provider or by all. `None`: there is.
async fn full_until(
    connection: &mut Connection,
    (first, last): (u16, u16),
    (most, span): Window,
    provider: Option<ProviderCode>,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    // By age, which the sign before the country has the engine do: by country it would sort all there are.
    let oldest: Option<Timestamp> = sql!("SELECT made_at FROM verifications \
         WHERE +country BETWEEN $1 AND $2 AND made_at > $3 AND ($4 IS NULL OR provider = $4) \
         ORDER BY made_at DESC LIMIT 1 OFFSET $5";
        first, last, now - span, provider, most.saturating_sub(1))
    .one(connection)
    .await?;
    Ok(oldest.map(|oldest| oldest + span))
}
