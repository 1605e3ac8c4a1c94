//! Batches: accepted as a whole, worked off behind the answer (contract 6.2, 6.3, 7, 8).

mod bytes;
pub(crate) mod payload;
pub(crate) mod results;

use std::collections::HashSet;

use directory::batch::{BatchState, NewBatch};
use domain::draft::{ConsentRequest, Misfit};
use domain::policy::Repetition;
use domain::rules::{self, Decision};
use domain::{
    Address, Channel, ConsentKey, ErrorCode, Policy, RecipientType, RequestId, Status, Timestamp,
    Violation,
};

pub use results::{ItemResult, Refusal};

use self::payload::Payload;
use crate::contract::record::ContractVersion;
use crate::{BrandScope, Caller, Contract, Error, Result};

/// The most items of one batch (contract 4.5).
pub const ITEMS_MAX: usize = 1_000;

/// One item as it was read: what is wanted, or what is wrong with it.
pub type ItemDraft = std::result::Result<ConsentRequest, Misfit>;

/// A batch that will be worked off, whatever happens.
#[derive(Clone, Debug)]
pub struct AcceptedBatch {
    /// Its id.
    pub id: RequestId,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Its items, in the order sent.
    pub items: Vec<ConsentRequest>,
}

/// What is known of a batch.
#[derive(Clone, Debug)]
pub struct BatchReport {
    /// Its id.
    pub id: RequestId,
    /// The items' results, in the order sent; `None` while it waits.
    pub results: Option<Vec<ItemResult>>,
}

impl Contract<'_> {
    /// Accepts a batch: durable when it returns. Everything that is wrong with its items is
    /// reported together and the batch refused as a whole; what depends on the stored records is
    /// decided behind the answer, item by item.
    ///
    /// A subscription that is paused, closed or missing refuses a batch of approvals. One with
    /// refusals in it is accepted (rule 27), and its approvals fail one by one. It is the same while the clock is
    /// not believed: with [`Error::Later`], and `H123` for each.
    pub async fn accept_batch(
        self,
        caller: &Caller,
        scope: &BrandScope,
        drafts: Vec<ItemDraft>,
        version: ContractVersion,
    ) -> Result<AcceptedBatch> {
        let now = self.now();
        let policy = scope.policy(version.repetition());
        // Refusals alone can be dated later than what the clock is believed to be.
        let items = self.checked(scope, drafts, &policy, now.max(self.clock().shown()))?;
        let approves_only = !items.iter().any(|item| item.status == Status::Refusal);
        let obstacle = scope.standing().obstacle(now);
        if let Some(obstacle) = &obstacle
            && approves_only
        {
            return Err(obstacle.clone().into());
        }
        pass(grants(scope, &items))?;
        if approves_only {
            self.require_right_clock()?;
        }
        let obstacle = obstacle.or_else(|| self.clock_obstacle());
        let unknown = self.unknown_retailers(scope.brand(), &items).await?;
        pass(
            unknown
                .into_iter()
                .flat_map(|(index, found)| in_item(index, found))
                .collect(),
        )?;
        let id = self.new_request_id();
        let obstacle = obstacle.as_ref().map(Refusal::from);
        let payload = Payload::encode(obstacle.as_ref(), &items);
        let batch = NewBatch {
            id,
            brand: scope.brand(),
            user: caller.user().name.clone(),
            version: version.to_number(),
            accepted_at: now,
            items: u32::try_from(items.len()).unwrap_or(u32::MAX),
            payload: self.ledger().seal(&id.0, &payload),
        };
        self.directory().accept_batch(batch).await?;
        self.wake_batch_worker();
        Ok(AcceptedBatch {
            id,
            accepted_at: now,
            items,
        })
    }

    /// What became of a brand's batch; `None`: it has none of this id, or it is forgotten, or it has an item on a
    /// channel that the caller may not see (rule 5).
    pub async fn batch(self, scope: &BrandScope, id: RequestId) -> Result<Option<BatchReport>> {
        scope.require_subscription(self.now())?;
        let batch = self
            .directory()
            .batch(id, scope.brand(), self.now())
            .await?;
        let Some(batch) = batch else {
            return Ok(None);
        };
        let results = match batch.state {
            BatchState::Enqueued => None,
            BatchState::Finished { results, .. } => {
                let (channels, results) = results::decode(&results)
                    .ok_or_else(|| Error::Failed("a batch's results are unreadable".into()))?;
                if !channels.each(|channel| scope.may_read(channel)) {
                    return Ok(None);
                }
                Some(results)
            }
        };
        Ok(Some(BatchReport { id, results }))
    }

    /// The items, if nothing is wrong with any of them.
    fn checked(
        self,
        scope: &BrandScope,
        drafts: Vec<ItemDraft>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Vec<ConsentRequest>> {
        let mut items = Vec::with_capacity(drafts.len());
        let mut seen: HashSet<(Address, RecipientType, Channel)> =
            HashSet::with_capacity(drafts.len());
        let mut violations = Vec::new();
        for (index, draft) in (0..).zip(drafts) {
            match draft {
                Err(misfit) => {
                    let found = rules::check_misfit(misfit, &self.context(policy, now));
                    violations.extend(in_item(index, found));
                }
                Ok(item) => {
                    let found = self.check_item(scope, &item, policy, now)?;
                    violations.extend(in_item(index, found));
                    if !seen.insert((item.address.clone(), item.recipient_type, item.channel)) {
                        violations.push(ErrorCode::H194.violation().in_item(index));
                    }
                    items.push(item);
                }
            }
        }
        pass(violations)?;
        Ok(items)
    }

    /// The rules that need no record. Version 2 answers an unchanged repetition however late it
    /// comes, so what looks late is held against the record first.
    fn check_item(
        self,
        scope: &BrandScope,
        item: &ConsentRequest,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Vec<Violation>> {
        let context = self.context(policy, now);
        let found = rules::check(item, &context);
        if found.is_empty() || policy.repetition == Repetition::Refuse {
            return Ok(found);
        }
        let key = ConsentKey {
            recipient: self.ledger().recipient_id(&item.address),
            brand: scope.brand(),
            recipient_type: item.recipient_type,
            channel: item.channel,
        };
        let current = self.ledger().state(&key)?;
        match rules::decide(current.as_ref(), item, &context) {
            Ok(Decision::AlreadyRecorded) => Ok(Vec::new()),
            _ => Ok(found),
        }
    }
}

/// `H353` for each item whose channel the caller may not write.
fn grants(scope: &BrandScope, items: &[ConsentRequest]) -> Vec<Violation> {
    (0..)
        .zip(items)
        .filter(|(_, item)| !scope.may_write(item.channel))
        .map(|(index, _)| crate::contract::brand_scope::mismatch("type").in_item(index))
        .collect()
}

fn in_item(index: u32, violations: Vec<Violation>) -> impl Iterator<Item = Violation> {
    violations
        .into_iter()
        .map(move |violation| violation.in_item(index))
}

fn pass(violations: Vec<Violation>) -> Result<()> {
    if violations.is_empty() {
        Ok(())
    } else {
        Err(violations.into())
    }
}
