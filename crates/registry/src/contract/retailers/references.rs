//! Which records refer to a brand's retailers.
//!
//! The ledger keeps no such count, so the brand's feeds are read through: every record begins with
//! a movement that sets a status and has none before it, and its current state says who may use it.

use std::collections::HashMap;

use domain::{BrandCode, Origin, RetailerCode, Seq, Timestamp};
use ledger::Ledger;

use crate::Result;

/// The most movements of a brand that are read through for one answer. A brand with more answers
/// "unknown": a retailer of it that has been asked to be deleted is kept.
pub const MOVEMENTS_MAX: usize = 1_000_000;

/// How many movements are read at a time.
const PAGE_MOVEMENTS: usize = 10_000;

/// How many records refer to each retailer; those not in it, none.
pub type References = HashMap<RetailerCode, u64>;

/// Counts the records that refer to each retailer of a brand, as the one that took the consent or
/// as one that may use it. `None`: the brand has more movements than [`MOVEMENTS_MAX`].
pub(super) fn count(ledger: &Ledger, brand: BrandCode) -> Result<Option<References>> {
    let mut references = References::new();
    let mut left = MOVEMENTS_MAX;
    for origin in Origin::ALL {
        let mut after: Option<Seq> = None;
        loop {
            let (from, until) = (
                Timestamp::from_millis(i64::MIN),
                Timestamp::from_millis(i64::MAX),
            );
            let page = ledger.feed(brand, origin, after, from, until, PAGE_MOVEMENTS)?;
            let Some(rest) = left.checked_sub(page.movements.len()) else {
                return Ok(None);
            };
            left = rest;
            after = page.movements.last().map(|last| last.seq).or(after);
            for first in page.movements.iter().filter(|m| m.movement.prev.is_none()) {
                let Some(state) = ledger.state(&first.movement.key)? else {
                    continue;
                };
                let taker = state
                    .retailer
                    .filter(|taker| !state.retailer_access.contains(taker));
                for code in state.retailer_access.iter().copied().chain(taker) {
                    *references.entry(code).or_default() += 1;
                }
            }
            if !page.more {
                break;
            }
        }
    }
    Ok(Some(references))
}
