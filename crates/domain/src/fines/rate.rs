//! The revaluation rate (yeniden değerleme oranı), by which fines are raised each year.

use std::fmt;

use super::amount::Amount;

/// A whole, in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// The highest rate, in hundredths of a percent: tenfold.
const HUNDREDTHS_MAX: u32 = 100_000;

/// A rate, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(u32);

impl Rate {
    /// Reads percent with two decimals, `25.49`.
    pub fn read(text: &str) -> Option<Self> {
        let (percent, hundredths) = text.split_once('.')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if percent.is_empty() || hundredths.len() != 2 || !digits(percent) || !digits(hundredths) {
            return None;
        }
        let whole: u32 = percent.parse().ok()?;
        let rate = whole
            .checked_mul(100)?
            .checked_add(hundredths.parse().ok()?)?;
        (rate <= HUNDREDTHS_MAX).then_some(Self(rate))
    }

    /// What whole liras become under it; the fraction of a lira is dropped. `None`: more than the largest amount.
    pub fn raise(self, amount: Amount) -> Option<Amount> {
        let raised = amount.liras() * (WHOLE + u64::from(self.0)) / WHOLE;
        Amount::of_liras(raised)
    }
}

impl fmt::Display for Rate {
    /// As [`read`](Self::read) takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
