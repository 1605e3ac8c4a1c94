//! Working off accepted batches, and forgetting what is too old to be asked for.
//!
//! A batch survives a crash at any point. Until its results are stored it is pending, and is taken
//! again after a restart; the attempt was marked before the ledger saw any of its items, so that the
//! ledger then looks for what the earlier attempt recorded and answers with that.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use directory::batch::PendingBatch;
use domain::{BrandCode, ErrorCode, ItemId, Policy, Status};
use futures::future::{join_all, try_join_all};
use ledger::{Action, Command, Outcome};

use crate::contract::batches::payload::Payload;
use crate::contract::batches::results::Channels;
use crate::contract::batches::{ItemResult, Refusal, results};
use crate::contract::record::ContractVersion;
use crate::job::{Job, Next, Stop};
use crate::{BackgroundRegistry, Contract, Error, Result};

/// How many batches go into one submission to the ledger. Each holds up to
/// [`crate::contract::batches::ITEMS_MAX`] items, at most 12 MB with all their retailers.
pub const BATCHES_AT_ONCE: u32 = 16;

/// How often the worker looks for batches though nobody woke it: those another process accepted.
const LOOK_INTERVAL: Duration = Duration::from_secs(10);

/// How long a round under way may take once the end was asked for; the next start takes it up again.
const FINISH_TIMEOUT: Duration = Duration::from_secs(15);

/// Works off batches.
pub struct BatchWorker(BackgroundRegistry);

impl BackgroundRegistry {
    /// Works off batches.
    pub fn batch_worker(&self) -> BatchWorker {
        BatchWorker(self.clone())
    }
}

impl Job for BatchWorker {
    fn name(&self) -> &'static str {
        "batches"
    }

    fn grace(&self) -> Duration {
        FINISH_TIMEOUT
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        Ok(match self.0.contract().work_batches_once().await? {
            0 => Next::After(LOOK_INTERVAL),
            _ => Next::AtOnce,
        })
    }

    async fn woken(&mut self) {
        self.0.batches_accepted().await;
    }
}

impl Contract<'_> {
    /// Works off the oldest batches, in the order of their acceptance, at most
    /// [`BATCHES_AT_ONCE`]; says how many. On an error none of them is lost: they stay pending.
    pub async fn work_batches_once(self) -> Result<usize> {
        let pending = self.directory().next_batches(0, BATCHES_AT_ONCE).await?;
        if pending.is_empty() {
            return Ok(0);
        }
        let attempts = try_join_all(
            pending
                .iter()
                .map(|pending| self.directory().start_attempt(pending.batch.id)),
        )
        .await?;
        let policies = self.policies(&pending).await?;

        // One submission for all: the ledger decides in order, so a record changed by two batches
        // ends as the later one says.
        let mut commands = Vec::new();
        let mut plans = Vec::with_capacity(pending.len());
        for (pending, attempts) in pending.iter().zip(attempts) {
            let policy = policies.get(&(pending.batch.brand, pending.batch.version));
            plans.push(self.plan(pending, attempts > 0, policy, &mut commands));
        }
        let outcomes = if commands.is_empty() {
            Vec::new()
        } else {
            self.ledger().submit(commands).await?
        };

        let mut outcomes = outcomes.into_iter();
        let finished_at = self.now();
        let mut finished = Vec::with_capacity(pending.len());
        for (pending, plan) in pending.iter().zip(plans) {
            let results = plan
                .steps
                .into_iter()
                .map(|step| match step {
                    Step::Refused(refusal) => Ok(ItemResult::Refused(refusal)),
                    Step::Submitted => result(outcomes.next()),
                })
                .collect::<Result<Vec<_>>>()?;
            let results = results::encode(plan.channels, &results);
            finished.push(
                self.directory()
                    .finish_batch(pending.batch.id, finished_at, results),
            );
        }
        let count = finished.len();
        for finished in join_all(finished).await {
            finished?;
        }
        Ok(count)
    }

    /// Forgets batches that are too old to be asked for; says how many.
    pub async fn purge_batches(self) -> Result<u64> {
        Ok(self.directory().purge_batches(self.now()).await?)
    }

    /// Forgets expired tokens, and passwords before that are good no more; says how many.
    pub async fn purge_tokens(self) -> Result<u64> {
        let (directory, now) = (self.directory(), self.now());
        Ok(directory.purge_tokens(now).await? + directory.purge_old_passwords(now).await?)
    }

    /// The policy of each brand and version among the batches; none for a brand that is gone.
    async fn policies(
        self,
        pending: &[PendingBatch],
    ) -> Result<HashMap<(BrandCode, u8), Arc<Policy>>> {
        let mut policies = HashMap::new();
        for pending in pending {
            let key = (pending.batch.brand, pending.batch.version);
            if policies.contains_key(&key) {
                continue;
            }
            if let Some(standing) = self.standing(key.0).await? {
                let version = ContractVersion::from_number(key.1);
                policies.insert(key, standing.policy(version.repetition()));
            }
        }
        Ok(policies)
    }

    /// What is to be done for each item of a batch; appends the commands among it.
    fn plan(
        self,
        pending: &PendingBatch,
        retried: bool,
        policy: Option<&Arc<Policy>>,
        commands: &mut Vec<Command>,
    ) -> Plan {
        let batch = &pending.batch;
        let refuse_all = |code: ErrorCode, channels: Channels| {
            let refusal = Refusal::from(&code.violation());
            let each = (0..batch.items).map(|_| Step::Refused(refusal.clone()));
            Plan {
                channels,
                steps: each.collect(),
            }
        };
        let payload = self
            .ledger()
            .unseal(&batch.id.0, &batch.payload)
            .and_then(|bytes| Payload::decode(&bytes))
            .filter(|payload| u32::try_from(payload.items.len()) == Ok(batch.items));
        let Some(payload) = payload else {
            // The client is told, so that it can send the batch anew; the queue goes on.
            tracing::error!(batch = %batch.id.to_wire(), "an accepted batch is unreadable");
            // Nothing is left that tells of a channel.
            return refuse_all(ErrorCode::H105, Channels::default());
        };
        let channels = payload.items.iter().map(|item| item.channel).collect();
        let Some(policy) = policy else {
            return refuse_all(ErrorCode::H018, channels);
        };
        let items = (0..).zip(payload.items);
        let steps = items
            .map(|(index, request)| match &payload.obstacle {
                Some(obstacle) if request.status == Status::Approval => {
                    Step::Refused(obstacle.clone())
                }
                _ => {
                    commands.push(Command {
                        brand: batch.brand,
                        action: Action::Consent(request),
                        received_at: batch.accepted_at,
                        item: ItemId {
                            request: batch.id,
                            index,
                        },
                        policy: Arc::clone(policy),
                        retried,
                    });
                    Step::Submitted
                }
            })
            .collect();
        Plan { channels, steps }
    }
}

/// What is done for a batch.
struct Plan {
    /// The channels of its items.
    channels: Channels,
    /// For each item.
    steps: Vec<Step>,
}

/// What is done for one item.
enum Step {
    /// Nothing: it fails for this reason.
    Refused(Refusal),
    /// The next of the ledger's outcomes is its result.
    Submitted,
}

fn result(outcome: Option<Outcome>) -> Result<ItemResult> {
    match outcome {
        Some(Outcome::Recorded(receipt)) => Ok(ItemResult::Recorded {
            transaction: receipt.transaction,
            recorded_at: receipt.recorded_at,
            original: None,
        }),
        Some(Outcome::AlreadyRecorded { receipt, original }) => Ok(ItemResult::Recorded {
            transaction: receipt.transaction,
            recorded_at: receipt.recorded_at,
            original: Some(original),
        }),
        // The contract has room for one reason; the first is the most telling.
        Some(Outcome::Refused(violations)) => {
            let first = violations.first().map_or_else(
                || Refusal::from(&ErrorCode::H470.violation()),
                Refusal::from,
            );
            Ok(ItemResult::Refused(first))
        }
        Some(Outcome::Unchanged) | None => {
            Err(Error::Failed("the ledger left an item undecided".into()))
        }
    }
}
