//! Amounts of money.

use std::fmt;

/// Kuruş in a lira.
const KURUS: u64 = 100;

/// The largest amount, in liras; far above any fine, and small enough that no product of one overflows.
const LIRAS_MAX: u64 = 1_000_000_000_000;

/// An amount of Turkish liras, kept in kuruş.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole liras. `None`: more than the largest amount.
    pub const fn of_liras(liras: u64) -> Option<Self> {
        if liras > LIRAS_MAX {
            return None;
        }
        Some(Self(liras * KURUS))
    }

    /// Kuruş. `None`: more than the largest amount.
    pub const fn of_kurus(kurus: u64) -> Option<Self> {
        if kurus > LIRAS_MAX * KURUS {
            return None;
        }
        Some(Self(kurus))
    }

    /// Reads `1234` or `1234.50`.
    pub fn read(text: &str) -> Option<Self> {
        let (liras, kurus) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if liras.is_empty() || kurus.len() != 2 || !digits(liras) || !digits(kurus) {
            return None;
        }
        let whole = Self::of_liras(liras.parse().ok()?)?;
        Self::of_kurus(whole.0 + kurus.parse::<u64>().ok()?)
    }

    /// In kuruş.
    pub const fn kurus(self) -> u64 {
        self.0
    }

    /// The whole liras in it.
    pub const fn liras(self) -> u64 {
        self.0 / KURUS
    }

    /// What stands after the comma, in kuruş.
    pub const fn fraction(self) -> u64 {
        self.0 % KURUS
    }

    /// So many times as much; `None`: more than the largest amount.
    pub const fn times(self, factor: u8) -> Option<Self> {
        // The largest amount times 255 fits.
        Self::of_kurus(self.0 * factor as u64)
    }

    /// Both together; `None`: more than the largest amount.
    pub const fn plus(self, other: Self) -> Option<Self> {
        Self::of_kurus(self.0 + other.0)
    }
}

impl fmt::Display for Amount {
    /// As [`read`](Self::read) takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.liras(), self.fraction())
    }
}
