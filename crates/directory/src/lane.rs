//! For whom the store is asked: requests that somebody waits for, or work beside them.
//!
//! Each has connections and a queue of its own, so that however much work lies there, a check, a
//! refusal or a login waits for none of it. All waits are bounded: what would wait longer is told
//! that the store is busy, and nothing of it was done.

use std::time::Duration;

use crate::db::{self, Pool, Settings};

/// Connections that read for requests.
const FOREGROUND_READERS: u32 = 4;

/// Connections that read for background work.
const BACKGROUND_READERS: u32 = 2;

/// How long a request waits for a connection, and again for its write to be begun.
pub const FOREGROUND_WAIT: Duration = Duration::from_secs(5);

/// How long background work does. It is tried again by whoever does it.
pub const BACKGROUND_WAIT: Duration = Duration::from_secs(30);

/// For whom the store is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody waits for the answer.
    Foreground,
    /// Nobody does.
    Background,
}

impl Lane {
    /// How long it is waited for a place.
    pub(crate) const fn wait(self) -> Duration {
        match self {
            Self::Foreground => FOREGROUND_WAIT,
            Self::Background => BACKGROUND_WAIT,
        }
    }

    const fn readers(self) -> u32 {
        match self {
            Self::Foreground => FOREGROUND_READERS,
            Self::Background => BACKGROUND_READERS,
        }
    }
}

/// The connections that read.
pub(crate) struct Readers {
    foreground: Pool,
    background: Pool,
}

impl Readers {
    /// Opens the file for reading.
    pub(crate) async fn open(settings: Settings) -> Result<Self, sqlx::Error> {
        let of = |lane: Lane| db::readers(settings.clone(), lane.readers(), lane.wait());
        Ok(Self {
            foreground: of(Lane::Foreground).await?,
            background: of(Lane::Background).await?,
        })
    }

    pub(crate) fn of(&self, lane: Lane) -> &Pool {
        match lane {
            Lane::Foreground => &self.foreground,
            Lane::Background => &self.background,
        }
    }

    pub(crate) async fn close(&self) {
        self.foreground.close().await;
        self.background.close().await;
    }
}
