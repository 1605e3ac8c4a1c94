//! Numbers drawn at random.

use std::ops::RangeInclusive;

use domain::outside::Random;

/// Draws a number of a range. A range much smaller than 2⁶⁴ makes the leftover bias immaterial.
pub(crate) fn draw(random: &dyn Random, range: RangeInclusive<u32>) -> u32 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    let width = u64::from(range.end() - range.start()) + 1;
    let step = u64::from_le_bytes(bytes) % width;
    range.start() + u32::try_from(step).unwrap_or_default()
}
