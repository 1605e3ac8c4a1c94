//! Randomness, passed in.

use std::ops::RangeInclusive;

/// A source of random bytes fit for secrets.
pub trait Randomness: Send + Sync {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Randomness for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Randomness for OsRandom {
    /// Panics when the operating system has no randomness to give: nothing secret can be made
    /// then, and going on would be worse.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Draws a number of a range. A range much smaller than 2⁶⁴ makes the leftover bias immaterial.
pub(crate) fn draw(random: &dyn Randomness, range: RangeInclusive<u32>) -> u32 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    let width = u64::from(range.end() - range.start()) + 1;
    let step = u64::from_le_bytes(bytes) % width;
    range.start() + u32::try_from(step).unwrap_or_default()
}
