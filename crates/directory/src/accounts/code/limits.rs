//! How many codes an address gets, and how many wrong ones may be tried.

use std::time::Duration;

use domain::Timestamp;

use super::{ClientMac, NewCode};

use crate::db::{Connection, Row};
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::statement::sql;

/// How many codes an address gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLimits {
    /// How many wrong ones an asker may try within [`CodeLimits::tries_within`] and since their last
    /// right one, however often they ask for a code anew.
    pub tries: u8,
    /// See [`CodeLimits::tries`].
    pub tries_within: Duration,
    /// How long a code that still works is not replaced by another.
    pub again: Duration,
    /// How many codes an asker gets for an address within how long, at least one each.
    pub windows: [(usize, Duration); 2],
    /// The (one or two) purposes whose codes are counted together.
    pub counted: [&'static str; 2],
    /// Whether each code has all its tries, where no stranger can ask: whoever asked for the others may
    /// be somebody else.
    pub apart: bool,
    /// What all strangers together get.
    pub strangers: StrangerLimits,
}

/// How many codes all askers together get for an address from whose clients it was never proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrangerLimits {
    /// How many within how long.
    pub windows: [(usize, Duration); 2],
    /// How many there may be within the longest of the two where each further one is the first of its
    /// network: else a few strangers could use all up.
    pub newcomers: usize,
    /// How many wrong tries of others within [`CodeLimits::tries_within`] make the tries few.
    pub wrong: u32,
    /// How many tries there are then, and for those newcomers.
    pub few_tries: u8,
}

/// What is counted of a code.
struct Counted {
    made_at: Timestamp,
    tries_wrong: u8,
    used: bool,
    client: Option<ClientMac>,
    network: Option<ClientMac>,
    known: bool,
}

impl FromRow for Counted {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            made_at: row.read("made_at")?,
            tries_wrong: row.read("tries_wrong")?,
            used: row.read::<String>("state")? == "used",
            client: row.read("asker")?,
            network: row.read("network")?,
            known: row.read::<Option<bool>>("known")?.unwrap_or_default(),
        })
    }
}

impl CodeLimits {
    /// How many wrong ones may be tried of the next code, or from when on there may be one.
    pub(super) async fn judge(
        &self,
        connection: &mut Connection,
        code: &NewCode,
        now: Timestamp,
    ) -> Result<std::result::Result<u8, Timestamp>> {
        let windows = self.windows.iter().chain(&self.strangers.windows);
        let widest = windows.map(|(_, span)| *span).max();
        let widest = widest.unwrap_or_default().max(self.tries_within);
        let codes: Vec<Counted> = sql!("SELECT made_at, tries_wrong, state, asker, network, known \
             FROM codes WHERE recipient = $1 AND purpose IN ($2, $3) AND made_at > $4 \
             ORDER BY made_at DESC";
            code.recipient, self.counted[0], self.counted[1], now - widest)
        .all(connection)
        .await?;
        Ok(self.judged(code, &codes, now))
    }

    /// The same, of the codes there were, newest first.
    fn judged(
        &self,
        code: &NewCode,
        codes: &[Counted],
        now: Timestamp,
    ) -> std::result::Result<u8, Timestamp> {
        let client = code.asker.map(|asker| asker.client);
        let own: Vec<_> = codes.iter().filter(|other| other.is_of(client)).collect();
        let mut again_at = room(&self.windows, &own, now);
        let mut tries = self.tries;
        if !self.apart {
            let (wrong, forgotten) = self.wrong_tries(&own, now);
            tries = tries.saturating_sub(wrong);
            if tries == 0 {
                again_at = again_at.max(forgotten);
            }
        }
        let stranger = code.asker.filter(|asker| !asker.known);
        if let Some(asker) = stranger {
            let all: Vec<_> = codes.iter().filter(|other| !other.known).collect();
            if let Some(wait) = room(&self.strangers.windows, &all, now) {
                let longest = self.strangers.windows.map(|(_, span)| span);
                let longest = longest.into_iter().max().unwrap_or_default();
                let newcomers = [(self.strangers.newcomers, longest)];
                let first = !all.iter().any(|other| other.is_in(asker.network));
                if first && room(&newcomers, &all, now).is_none() {
                    tries = tries.min(self.strangers.few_tries);
                } else {
                    again_at = again_at.max(Some(wait));
                }
            }
        }
        if stranger.is_some() || self.apart {
            let others = codes
                .iter()
                .filter(|other| self.apart || !other.is_of(client))
                .take_while(|other| other.made_at + self.tries_within > now);
            let wrong: u32 = others.map(|other| u32::from(other.tries_wrong)).sum();
            if wrong >= self.strangers.wrong {
                tries = tries.min(self.strangers.few_tries);
            }
        }
        again_at.map_or(Ok(tries), Err)
    }

    /// How many wrong ones were tried lately, and when enough of them are forgotten.
    fn wrong_tries(&self, codes: &[&Counted], now: Timestamp) -> (u8, Option<Timestamp>) {
        let mut wrong: u8 = 0;
        for code in codes {
            let forgotten = code.made_at + self.tries_within;
            // What was tried before the right code came was its owner's mistyping.
            if forgotten <= now || code.used {
                break;
            }
            wrong = wrong.saturating_add(code.tries_wrong);
            if wrong >= self.tries {
                return (wrong, Some(forgotten));
            }
        }
        (wrong, None)
    }
}

impl Counted {
    fn is_of(&self, client: Option<ClientMac>) -> bool {
        self.client == client
    }

    fn is_in(&self, network: ClientMac) -> bool {
        self.network == Some(network)
    }
}

/// From when on there is room in all windows for one more; `None`: there is.
fn room(windows: &[(usize, Duration)], codes: &[&Counted], now: Timestamp) -> Option<Timestamp> {
    let leaves = windows.iter().filter_map(|(count, span)| {
        // The code that has to have left the window before there is room for another.
        let code = codes.get(count.saturating_sub(1))?;
        let leaves = code.made_at + *span;
        (leaves > now).then_some(leaves)
    });
    leaves.max()
}
