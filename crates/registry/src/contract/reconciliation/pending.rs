//! Items of accepted batches that still wait, by channel and side (contract 10).

use std::sync::Arc;

use domain::{Channel, ErrorCode, Origin, RecipientType, Source};

use super::DailyReport;
use crate::contract::batches::payload::Payload;
use crate::{Contract, Error, Result};

/// How many waiting batches are opened at once; each has at most 12 MB.
const BATCHES_AT_ONCE: u32 = 16;

/// How many items of a day wait in batches, by channel and origin.
#[derive(Clone, Copy, Default)]
pub(super) struct PendingItems([[u64; Origin::ALL.len()]; Channel::ALL.len()]);

impl PendingItems {
    pub(super) fn of(&self, channel: Channel, origin: Origin) -> u64 {
        let mut copy = *self;
        *copy.cell(channel, origin)
    }

    fn cell(&mut self, channel: Channel, origin: Origin) -> &mut u64 {
        // Stored numbers begin at one.
        &mut self.0[usize::from(channel.to_byte()) - 1][usize::from(origin.to_byte()) - 1]
    }
}

impl Contract<'_> {
    /// The items of one type of recipients in batches accepted on a day that still wait. Who
    /// comes while another counts, waits; `H124`: that takes too long.
    pub(super) async fn pending_items(
        self,
        report: &DailyReport,
        recipient_type: RecipientType,
    ) -> Result<PendingItems> {
        let place = self.limits().counts.take(report.scope.party()).await;
        let place = Arc::new(place.ok_or_else(|| Error::code(ErrorCode::H124))?);
        let instants = (report.day.start(), report.day.end());
        let mut pending = PendingItems::default();
        let mut after = 0;
        loop {
            let batches = self
                .directory()
                .waiting_batches(report.brand, instants, after, BATCHES_AT_ONCE)
                .await?;
            let Some(last) = batches.last() else {
                return Ok(pending);
            };
            after = last.sequence;
            // The work goes on when nobody waits for it any more, and keeps its place for so long.
            let place = Arc::clone(&place);
            pending = self
                .blocking(move |registry| {
                    let _place = place;
                    for waiting in batches {
                        let batch = waiting.batch;
                        // An unreadable one is the batch worker's to tell of; it has no items.
                        let payload = registry.ledger().unseal(&batch.id.0, &batch.payload);
                        let payload = payload.and_then(|bytes| Payload::decode(&bytes));
                        for item in payload.into_iter().flat_map(|payload| payload.items) {
                            if item.recipient_type == recipient_type {
                                let origin = item.source.map_or(Origin::Provider, Source::origin);
                                *pending.cell(item.channel, origin) += 1;
                            }
                        }
                    }
                    Ok(pending)
                })
                .await?;
        }
    }
}
