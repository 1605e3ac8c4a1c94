//! A chart of days, as the parts of an SVG.

use registry::provider::overview::DayFigures;

/// The chart's size, in its own units.
pub const WIDTH: u64 = 600;
pub const HEIGHT: u64 = 160;
/// What of a day's width is left between two bars.
const GAP: u64 = 4;

/// A piece of a day's bar.
pub struct Piece {
    /// What it stands for, by its style.
    pub class: &'static str,
    pub x: u64,
    pub y: u64,
    pub width: u64,
    pub height: u64,
}

/// The bars of days, in their order: refusals below, approvals above them, whatever else was recorded on top.
pub fn bars(days: &[DayFigures]) -> Vec<Piece> {
    let most = days.iter().map(DayFigures::movements).max();
    let most = most.unwrap_or_default().max(1);
    let step = WIDTH / u64::try_from(days.len()).unwrap_or(WIDTH).max(1);
    let mut pieces = Vec::new();
    for (x, day) in (0..).step_by(usize::try_from(step).unwrap_or(1)).zip(days) {
        let (no, yes) = (day.rejections, day.approvals);
        let other = day.movements().saturating_sub(no + yes);
        let mut below = 0;
        for (class, count) in [("no", no), ("yes", yes), ("other", other)] {
            // From sums, so that the pieces of a day never come to more than its whole.
            let (bottom, top) = (height(below, most), height(below + count, most));
            below += count;
            if top > bottom {
                pieces.push(Piece {
                    class,
                    x,
                    y: HEIGHT - top,
                    width: step.saturating_sub(GAP).max(1),
                    height: top - bottom,
                });
            }
        }
    }
    pieces
}

/// How high a count stands. One that is not zero is seen.
fn height(count: u64, most: u64) -> u64 {
    let exact = u128::from(count) * u128::from(HEIGHT) / u128::from(most);
    let exact = u64::try_from(exact).unwrap_or(HEIGHT);
    exact.max(u64::from(count > 0)).min(HEIGHT)
}

#[cfg(test)]
mod tests {
    use domain::{Day, Timestamp};

    use super::*;

    fn day(approvals: u64, rejections: u64, movements: u64) -> DayFigures {
        DayFigures {
            day: Day::of(Timestamp::from_seconds(0)),
            approvals,
            rejections,
            by_channel: [movements, 0, 0],
        }
    }

    #[test]
    fn the_highest_day_fills_the_chart_and_no_piece_leaves_it() {
        let days = [
            day(1, 0, 1),
            day(0, 0, 0),
            day(600, 300, 1_000),
            day(u64::MAX / 4, 0, u64::MAX / 4),
        ];
        for days in [&days[..3], &days[..], &[][..]] {
            let bars = bars(days);
            for bar in &bars {
                assert!(bar.y + bar.height <= HEIGHT && bar.x + bar.width <= WIDTH);
                assert!(bar.height > 0);
            }
            let top = bars.iter().map(|bar| bar.y).min();
            assert_eq!(top, (!days.is_empty()).then_some(0));
        }
    }
}
