//! What has been recorded today so far: counted in the feed, which is quick while the day is short.

use domain::{BrandCode, Change, Channel, Day, Origin, Status, Timestamp};

use crate::contract::reconciliation::status_before;
use crate::{ProviderConsole, Registry, Result};

/// The most movements that are counted for one page. A day with more is counted once it is over.
pub const TODAY_COUNTED_MAX: usize = 2_000;

const FOREVER: Timestamp = Timestamp::from_millis(i64::MAX);

/// What a channel has today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ChannelToday {
    /// First approvals, and approvals after a refusal.
    pub approvals: u64,
    /// Refusals after an approval.
    pub rejections: u64,
    /// All movements.
    pub movements: u64,
}

impl ChannelToday {
    /// How many records approve, of which so many did when the day began.
    pub const fn on_top_of(self, approvals: u64) -> u64 {
        (approvals + self.approvals).saturating_sub(self.rejections)
    }
}

/// What each channel has today, in the channels' order.
pub(super) type Today = [ChannelToday; Channel::ALL.len()];

impl ProviderConsole<'_> {
    /// What brands have today so far, together. `None`: more than [`TODAY_COUNTED_MAX`] movements.
    pub(super) async fn today(self, brands: Vec<BrandCode>) -> Result<Option<Today>> {
        let begin = Day::of(self.now()).start();
        self.blocking(move |registry| counted(registry, &brands, begin))
            .await
    }
}

fn counted(registry: &Registry, brands: &[BrandCode], begin: Timestamp) -> Result<Option<Today>> {
    let (mut today, mut left) = (Today::default(), TODAY_COUNTED_MAX);
    for brand in brands {
        for origin in Origin::ALL {
            let feed = registry.ledger();
            let page = feed.feed(*brand, origin, None, begin, FOREVER, left)?;
            if page.more {
                return Ok(None);
            }
            left -= page.movements.len();
            for recorded in page.movements {
                let movement = &recorded.movement;
                let Change::Consent(consent) = &movement.change else {
                    continue;
                };
                let before = status_before(registry.ledger(), movement.prev)?;
                let place = Channel::ALL
                    .iter()
                    .position(|own| *own == movement.key.channel);
                let channel = &mut today[place.unwrap_or_default()];
                channel.movements += 1;
                match (before, consent.status) {
                    (None | Some(Status::Refusal), Status::Approval) => channel.approvals += 1,
                    (Some(Status::Approval), Status::Refusal) => channel.rejections += 1,
                    _ => {}
                }
            }
        }
    }
    Ok(Some(today))
}
