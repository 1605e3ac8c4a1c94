//! What only the outside world can tell: the time, and random bytes. Both are passed in, so that nothing here depends on
//! the machine and a test has its own.

use std::time::Duration;

use crate::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant. It may step back.
    fn now(&self) -> Timestamp;

    /// What the machine's clock shows, right or wrong: the latest that it can be.
    fn shown(&self) -> Timestamp {
        self.now()
    }

    /// The time since some moment, by a clock that nobody sets.
    fn steady(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now().as_millis()).unwrap_or_default())
    }

    /// How the clock stands, where the newest movement was recorded at `newest`.
    fn standing(&self, newest: Option<Timestamp>) -> ClockStanding {
        let _ = newest;
        ClockStanding::Unchecked
    }

    /// Takes what a real authority has just said the time is.
    fn heard(&self, authority: Timestamp) {
        let _ = authority;
    }
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// Fills buffers with random bytes that are fit for secrets.
pub trait Random: Send + Sync {
    /// Fills all of `buffer`.
    fn fill(&self, buffer: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Random for F {
    fn fill(&self, buffer: &mut [u8]) {
        self(buffer);
    }
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStanding {
    /// Nothing is known that could speak against it: no real authority stamps.
    Unchecked,
    /// As far as anybody has said, it is right.
    Right,
    /// It is ahead of the authority's time by so much.
    Ahead(Duration),
    /// It is behind the authority's time by so much.
    Behind(Duration),
    /// It is further ahead of all that is known here than is plausible, by so much, and no
    /// authority has answered since.
    Doubtful(Duration),
    /// The newest movement is dated so much later than now: the clock was ahead once.
    LedgerAhead(Duration),
}

impl ClockStanding {
    /// Whether what is recorded now would be dated wrongly: approvals have to wait.
    pub const fn holds_approvals(self) -> bool {
        match self {
            Self::Unchecked | Self::Right | Self::Behind(_) => false,
            Self::Ahead(_) | Self::Doubtful(_) | Self::LedgerAhead(_) => true,
        }
    }

    /// Whether another word of the authority could change it.
    pub const fn wants_authority(self) -> bool {
        matches!(self, Self::Ahead(_) | Self::Behind(_) | Self::Doubtful(_))
    }

    /// A word for programs.
    pub const fn as_word(self) -> &'static str {
        match self {
            Self::Unchecked => "UNCHECKED",
            Self::Right => "RIGHT",
            Self::Ahead(_) => "AHEAD",
            Self::Behind(_) => "BEHIND",
            Self::Doubtful(_) => "DOUBTFUL",
            Self::LedgerAhead(_) => "LEDGER_AHEAD",
        }
    }
}
