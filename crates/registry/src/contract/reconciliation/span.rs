//! Which movements a day has.

use directory::day::ClosingDay;
use domain::{BrandCode, Day, Origin, Seq, Timestamp};
use ledger::Ledger;

use crate::{Contract, Result};

/// Movements by number, from the first to before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: Seq,
    pub(super) end: Seq,
}

impl From<ClosingDay> for Span {
    fn from(closing: ClosingDay) -> Self {
        Self {
            first: closing.first,
            end: closing.end,
        }
    }
}

/// Before every instant that a movement can have.
pub(super) const EVER: Timestamp = Timestamp::from_millis(i64::MIN);
/// After every instant that a movement can have.
pub(super) const FOREVER: Timestamp = Timestamp::from_millis(i64::MAX);

impl Span {
    /// The movement before the first, after which feeds are read.
    pub(super) fn before(self) -> Option<Seq> {
        self.first.0.checked_sub(1).map(Seq)
    }

    pub(super) fn is_empty(self) -> bool {
        self.first >= self.end
    }

    /// Whether a brand has movements among them that set a status.
    pub(super) fn has_movements(self, ledger: &Ledger, brand: BrandCode) -> Result<bool> {
        if self.is_empty() {
            return Ok(false);
        }
        for origin in Origin::ALL {
            let page = ledger.feed(brand, origin, self.before(), EVER, FOREVER, 1)?;
            if page
                .movements
                .first()
                .is_some_and(|next| next.seq < self.end)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Contract<'_> {
    /// The movements of a day that is over: as they were said when its closing began, or else as
    /// they are now.
    ///
    /// A day begins where the one before ends. So a movement that is recorded after a day was
    /// closed, with a time on that day because the clock was turned back, is in the next day's
    /// file and not in none.
    pub(super) async fn span(self, day: Day) -> Result<Span> {
        if let Some(known) = self.directory().closing_day(day).await? {
            return Ok(known.into());
        }
        let before = self.directory().closing_day(day.minus(1)).await?;
        self.blocking(move |registry| {
            let ledger = registry.ledger();
            let first = match before {
                Some(before) => before.end,
                None => first_since(ledger, day.start())?,
            };
            let end = first_since(ledger, day.end())?.max(first);
            Ok(Span { first, end })
        })
        .await
    }
}

/// The first movement recorded at an instant or later; the log's end, if there is none.
fn first_since(ledger: &Ledger, instant: Timestamp) -> Result<Seq> {
    let (mut low, mut high) = (0, ledger.end().0);
    while low < high {
        let middle = low + (high - low) / 2;
        // An erased movement has its time still.
        let reached = ledger
            .recorded_at(Seq(middle))?
            .is_some_and(|recorded_at| recorded_at >= instant);
        if reached {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(Seq(low))
}
