//! Ceilings of codes that strangers ask for: each one costs money, and each is some chance to guess.

use std::time::Duration;

use domain::Timestamp;

use super::{BY_EMAIL, CodeAsker};

use crate::db::Connection;
use crate::error::Result;
use crate::statement::sql;

/// How many codes within how long.
type Window = (u32, Duration);

/// The ceilings. Clients that an address was proven from before have those of all and of a country to
/// themselves, as large, so that strangers use up none of theirs; those of a network are not theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeCeilings {
    /// Codes asked for from one network.
    pub network: Window,
    /// Wrong tries of codes that were asked for from one network.
    pub network_wrong: Window,
    /// Codes by text message, all together.
    pub all: [Window; 2],
    /// Codes by text message to one country, by country code.
    pub country: [Window; 2],
    /// Codes by text message to the country at home, in place of [`CodeCeilings::country`].
    pub home: (u16, [Window; 2]),
    /// Codes by e-mail, all together.
    pub email: [Window; 2],
}

/// Which ceiling is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceiling {
    /// That of a network, in codes or in wrong tries.
    Network,
    /// That of a country.
    Country(u16),
    /// That of text messages.
    Texts,
    /// That of e-mail.
    Emails,
}

impl CodeCeilings {
    /// The ceiling that one code more would pass, and when there is room again.
    pub(super) async fn reached(
        &self,
        connection: &mut Connection,
        asker: &CodeAsker,
        now: Timestamp,
    ) -> Result<Option<(Ceiling, Timestamp)>> {
        if !asker.known
            && let Some(again_at) = self.network_reached(connection, asker, now).await?
        {
            return Ok(Some((Ceiling::Network, again_at)));
        }
        if asker.country == BY_EMAIL {
            let full = full(connection, &self.email, asker, (0, 0), now).await?;
            return Ok(full.map(|again_at| (Ceiling::Emails, again_at)));
        }
        let country = asker.country;
        let windows = if self.home.0 == country {
            &self.home.1
        } else {
            &self.country
        };
        if let Some(again_at) = full(connection, windows, asker, (country, country), now).await? {
            return Ok(Some((Ceiling::Country(country), again_at)));
        }
        let full = full(connection, &self.all, asker, (1, u16::MAX), now).await?;
        Ok(full.map(|again_at| (Ceiling::Texts, again_at)))
    }

    async fn network_reached(
        &self,
        connection: &mut Connection,
        asker: &CodeAsker,
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let (most, span) = self.network;
        let made_at: Option<Timestamp> =
            sql!("SELECT made_at FROM codes WHERE network = $1 AND made_at > $2 \
             ORDER BY made_at DESC LIMIT 1 OFFSET $3";
            asker.network, now - span, most.saturating_sub(1))
            .one(&mut *connection)
            .await?;
        if let Some(made_at) = made_at {
            return Ok(Some(made_at + span));
        }
        let (most, span) = self.network_wrong;
        let (wrong, oldest): (u64, Timestamp) = sql!("SELECT COALESCE(SUM(tries_wrong), 0) AS \
             wrong, COALESCE(MIN(made_at), 0) AS oldest FROM codes WHERE network = $1 \
             AND made_at > $2"; asker.network, now - span)
        .only(connection)
        .await?;
        Ok((wrong >= u64::from(most)).then(|| oldest + span))
    }
}

/// From when on there is room for one more code of these countries, first and last; `None`: there is.
async fn full(
    connection: &mut Connection,
    windows: &[Window],
    asker: &CodeAsker,
    (first, last): (u16, u16),
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let mut again_at = None;
    for (most, span) in windows {
        let made_at: Option<Timestamp> =
            sql!("SELECT made_at FROM codes WHERE country BETWEEN $1 AND $2 \
             AND known = $3 AND made_at > $4 ORDER BY made_at DESC LIMIT 1 OFFSET $5";
            first, last, asker.known, now - *span, most.saturating_sub(1))
            .one(&mut *connection)
            .await?;
        if let Some(made_at) = made_at {
            let room = made_at + *span;
            again_at = again_at.max(Some(room));
        }
    }
    Ok(again_at)
}
