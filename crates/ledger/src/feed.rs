//! A brand's feed: its movements of one origin that set a status, in order.

use domain::{BrandCode, Origin, Seq, Timestamp};

use crate::core::Core;
use crate::log::Log as _;
use crate::{FeedPage, LedgerError, row};

/// Most movements a page holds, whatever is asked for.
pub const PAGE_MOVEMENTS_MAX: usize = 100_000;

/// What part of a feed is wanted.
pub(crate) struct Window {
    pub(crate) brand: BrandCode,
    pub(crate) origin: Origin,
    pub(crate) after: Option<Seq>,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) limit: usize,
}

/// Reads a page.
pub(crate) fn page(core: &Core, window: &Window) -> Result<FeedPage, LedgerError> {
    let limit = window.limit.min(PAGE_MOVEMENTS_MAX);
    let end = core.end();
    // Times never decrease along the log, so bounds on time are bounds on positions.
    let begin = window
        .after
        .map_or(0, |after| after.0.saturating_add(1))
        .min(end);
    let begin = first_recorded(core, begin, end, window.from, false)?;
    let end = first_recorded(core, begin, end, window.until, true)?;
    let mut seqs = positions(core, window, begin, end, limit.saturating_add(1))?;
    let more = seqs.len() > limit;
    seqs.truncate(limit);
    Ok(FeedPage {
        movements: core.engine()?.movements(&seqs)?,
        more,
    })
}

/// Positions of the feed within `[begin, end)`, ascending, at most `limit`.
fn positions(
    core: &Core,
    window: &Window,
    begin: u64,
    end: u64,
    limit: usize,
) -> Result<Vec<u64>, LedgerError> {
    // The tail is copied first: should it be handed to the engine meanwhile, nothing is missed,
    // and what the engine then has twice is left out by position.
    let mut tail_seqs: Vec<u64> = Vec::new();
    let tail_first = {
        let tail = core.tail();
        for run in tail.runs().rev() {
            let seqs = run.feed(window.brand, window.origin);
            let seqs = &seqs[seqs.partition_point(|seq| *seq < begin)..];
            let seqs = &seqs[..seqs.partition_point(|seq| *seq < end)];
            tail_seqs.extend(seqs.iter().take(limit - tail_seqs.len()));
        }
        tail.first()
    };
    let mut seqs = Vec::new();
    let until = end.min(tail_first);
    if begin < until {
        let key = |seq| row::feed_key(window.brand, window.origin, seq);
        let engine = core.engine()?;
        for row in engine.feed.range(key(begin)..key(until)).take(limit) {
            let seq = row::seq_at_end(&row.key()?);
            seqs.push(seq.ok_or_else(|| LedgerError::Damaged("a feed's row".to_owned()))?);
        }
    }
    seqs.extend(tail_seqs.into_iter().take(limit - seqs.len()));
    Ok(seqs)
}

/// The first position within `[begin, end)` that was recorded at `instant` or later (`after`:
/// later); `end` if there is none.
fn first_recorded(
    core: &Core,
    begin: u64,
    end: u64,
    instant: Timestamp,
    after: bool,
) -> Result<u64, LedgerError> {
    let reached = |seq: u64| -> Result<bool, LedgerError> {
        let recorded_at = core.log()?.stored(Seq(seq))?.recorded_at();
        Ok(if after {
            recorded_at > instant
        } else {
            recorded_at >= instant
        })
    };
    // Mostly one end or the other is asked for; see that before searching between them.
    if begin >= end || !reached(end - 1)? {
        return Ok(end);
    }
    if reached(begin)? {
        return Ok(begin);
    }
    let (mut low, mut high) = (begin, end - 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if reached(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}
