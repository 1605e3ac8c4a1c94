//! What a sample says about all.

/// 1.96, for 95 of 100, in hundredths.
const Z: u128 = 196;
/// Its square, in ten-thousandths.
const Z_SQUARED: u128 = Z * Z;
const SCALE: u128 = 10_000;
/// A whole, in millionths.
const WHOLE: u128 = 1_000_000;

/// What came back for the records that were drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Proven to be right.
    pub proven: u32,
    /// Found to be wrong.
    pub wrong: u32,
    /// Not answered within the time.
    pub silent: u32,
}

/// A share of all, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u32);

/// Between what and what a share lies, in 95 of 100 draws (Wilson's interval, rounded outwards).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least.
    pub least: Share,
    /// The most.
    pub most: Share,
}

impl Answers {
    /// How many records were drawn.
    pub fn drawn(self) -> u64 {
        [self.proven, self.wrong, self.silent]
            .map(u64::from)
            .iter()
            .sum()
    }

    /// The share of records that are not proven: wrong or not answered. Who does not answer proves nothing. `None`: nothing
    /// was drawn.
    pub fn not_proven(self) -> Option<Interval> {
        wilson(u64::from(self.wrong) + u64::from(self.silent), self.drawn())
    }

    /// The share that is wrong, whatever those who did not answer would have said: from what it is if all of them are right
    /// to what it is if none is.
    pub fn wrong_whatever_the_silent_say(self) -> Option<Interval> {
        let least = wilson(u64::from(self.wrong), self.drawn())?.least;
        let most = self.not_proven()?.most;
        Some(Interval { least, most })
    }
}

fn wilson(hits: u64, of: u64) -> Option<Interval> {
    let (x, n) = (u128::from(hits), u128::from(of));
    if n == 0 {
        return None;
    }
    let below = n * SCALE + Z_SQUARED;
    let centre = (x * SCALE + Z_SQUARED / 2) * WHOLE;
    // 1.96 · √(x(n−x)/n + 1.96²/4), in millionths.
    let square = (4 * x * (n - x) * SCALE + Z_SQUARED * n) * (WHOLE * WHOLE / SCALE);
    let root = square.div_ceil(4 * n).isqrt() + 1;
    let half = (Z * root * (SCALE / 100)).div_ceil(below);
    let share = |millionths: u128| Share(u32::try_from(millionths.min(WHOLE)).unwrap_or(u32::MAX));
    Some(Interval {
        least: share((centre / below).saturating_sub(half)),
        most: share(centre.div_ceil(below) + half),
    })
}
