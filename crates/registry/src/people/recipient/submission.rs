//! A recipient's word on its way into the ledger.

use std::sync::Arc;

use domain::draft::ConsentRequest;
use domain::{
    Address, ConsentKey, ConsentState, ItemId, Policy, RequestId, RetailerCode, Source, Status,
    Timestamp,
};
use ledger::{Acknowledgement, Action, Command, Outcome};

use super::RecordRef;
use super::change::{Changed, RecordChange};
use super::names::Names;
use crate::timekeeping::CLOCK_RETRY;
use crate::{Error, People, Result};

/// How often a refusal is said again when a provider's word of a later second has come before it.
const ATTEMPTS_MAX: usize = 8;

/// What is to be said about one record.
#[derive(Clone, Debug)]
pub(crate) struct PlannedChange {
    /// The record's name for its owner.
    pub(crate) record: RecordRef,
    /// Its key in the ledger.
    pub(crate) key: ConsentKey,
    /// The address it is for.
    pub(crate) address: Address,
    /// What holds now, whether it may be shown or not.
    pub(crate) current: Option<ConsentState>,
    /// The status its owner was shown; `None`: none.
    pub(crate) before: Option<Status>,
    /// Approval or refusal.
    pub(crate) status: Status,
    /// Which way it was said.
    pub(crate) source: Source,
    /// The retailer that took what is said, where an earlier approval is restored.
    pub(crate) retailer: Option<RetailerCode>,
    /// The retailers that may use the record.
    pub(crate) retailer_access: Vec<RetailerCode>,
}

impl PlannedChange {
    /// The command for it. It is dated now, and no earlier than what it answers: should the clock have
    /// stepped back, a refusal is not lost for it.
    fn command(&self, item: ItemId, now: Timestamp, policy: &Arc<Policy>) -> Command {
        let second = Timestamp::from_seconds(now.as_seconds());
        let answered = self.current.as_ref().and_then(|state| state.consent_date);
        let date = answered.map_or(second, |answered| answered.max(second));
        Command {
            brand: self.record.brand,
            action: Action::Consent(ConsentRequest {
                address: self.address.clone(),
                channel: self.record.channel,
                recipient_type: self.record.recipient_type,
                status: self.status,
                source: Some(self.source),
                consent_date: Some(date),
                retailer: self.retailer,
                retailer_access: self.retailer_access.clone(),
            }),
            received_at: now.max(date),
            item,
            policy: Arc::clone(policy),
            retried: false,
        }
    }
}

impl People<'_> {
    /// Says all words as one action, which goes on when whoever asked for it has gone. `unchanged` are
    /// the records left out before. Approvals wait for a clock that is believed ([`Error::Later`]).
    pub(crate) async fn submit(
        self,
        mut words: Vec<PlannedChange>,
        unchanged: usize,
    ) -> Result<Changed> {
        // What is said and answered stands together for each brand.
        let said = words.len();
        if self.require_right_clock().is_err() {
            // Refusals are heard whatever the clock says; approvals beside them stay unsaid.
            words.retain(|word| word.status == Status::Refusal);
            if words.is_empty() && said > 0 {
                return Err(Error::Later(CLOCK_RETRY));
            }
        }
        let unchanged = unchanged + (said - words.len());
        words.sort_by_key(|word| (word.record.brand, word.record.channel, word.record));
        let action = self.new_request_id();
        let registry = self.0.clone();
        let saying = tokio::spawn(async move {
            let people = registry.people();
            let receipts = people.submit_words(action, &words).await?;
            people.changed(action, words, receipts, unchanged).await
        });
        saying
            .await
            .map_err(|error| Error::Failed(Box::new(error)))?
    }

    /// The receipt of each word; `None`: nothing was recorded, because the record says so already, or
    /// because a later word stands against an approval.
    async fn submit_words(
        self,
        action: RequestId,
        words: &[PlannedChange],
    ) -> Result<Vec<Option<Acknowledgement>>> {
        // The provider's switches are not asked: no rule of theirs applies to a recipient's own word.
        let policy = Arc::new(Policy::CONTRACT);
        let mut words: Vec<(u32, PlannedChange)> = (0..).zip(words.iter().cloned()).collect();
        let mut receipts = vec![None; words.len()];
        for _ in 0..ATTEMPTS_MAX {
            let now = self.now();
            let commands = words.iter().map(|(index, word)| {
                let item = ItemId {
                    request: action,
                    index: *index,
                };
                word.command(item, now, &policy)
            });
            let outcomes = self.ledger().submit(commands.collect()).await?;
            let mut again = Vec::new();
            for ((index, mut word), outcome) in words.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Recorded(receipt) => receipts[index as usize] = Some(receipt),
                    Outcome::Refused(_) if word.status == Status::Refusal => {
                        word.current = self.ledger().state(&word.key)?;
                        again.push((index, word));
                    }
                    Outcome::AlreadyRecorded { .. } | Outcome::Unchanged | Outcome::Refused(_) => {}
                }
            }
            if again.is_empty() {
                return Ok(receipts);
            }
            words = again;
        }
        Err(Error::Failed("a recipient's refusal was refused".into()))
    }

    async fn changed(
        self,
        action: RequestId,
        words: Vec<PlannedChange>,
        receipts: Vec<Option<Acknowledgement>>,
        mut unchanged: usize,
    ) -> Result<Changed> {
        let mut names = Names::new(self.0);
        let mut changes = Vec::with_capacity(words.len());
        for (word, receipt) in words.into_iter().zip(receipts) {
            // A refusal that was said again is recorded, and changes nothing for its owner to see.
            let Some(receipt) = receipt.filter(|_| word.before != Some(word.status)) else {
                unchanged += 1;
                continue;
            };
            // What is recorded stays so, whether the directory can tell the brand's name or not.
            let brand = match names.brand(word.record.brand).await {
                Ok(name) => name.brand.clone(),
                Err(error) => {
                    tracing::error!(%error, "a brand's name could not be read");
                    word.record.brand.to_string()
                }
            };
            changes.push(RecordChange {
                record: word.record,
                brand,
                receipt,
                before: word.before,
                status: word.status,
            });
        }
        Ok(Changed {
            action,
            changes,
            unchanged,
        })
    }
}
