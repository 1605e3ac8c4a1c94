//! Delivering recipients' movements to the registered endpoints.
//!
//! Each connection has a cursor of its own, so that a slow or broken endpoint holds nobody else up.
//! A connection's movements go out in their order, the next post only after the last was taken;
//! the cursor moves after that, so that a crash between the two repeats a post (at least once).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use directory::push::{PushConnection, PushOwner, PushProgress, PushStatus};
use directory::{Entity, Error as DirectoryError};
use domain::movement::Recorded;
use domain::{Change, Origin, Seq, Timestamp};
use futures::StreamExt;
use ledger::FeedPage;
use uuid::Uuid;

use super::{ANSWER_TIMEOUT, PushMessage, PushTransport, PushUrl, PushedMovement};
use crate::job::{Job, Next, Stop};
use crate::retry;
use crate::under_way::{InHand, UnderWay};
use crate::{BackgroundRegistry, Contract, Result};

/// The most movements of one post.
pub const POST_MOVEMENTS_MAX: usize = 100;

/// How many connections are served at the same time.
pub const CONCURRENT_CONNECTIONS: usize = 32;

/// How many failures in a row end a connection: with the waits above, about three days.
pub const FAILURES_MAX: u32 = 80;

/// How long after a look for connections that are due there is the next, unless one has more waiting.
const REST: Duration = Duration::from_millis(500);

/// What one round of deliveries did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PushRound {
    /// How many movements endpoints took.
    pub delivered: u64,
    /// How many posts failed.
    pub failed: u64,
    /// Whether some connection has more waiting that can go out at once.
    pub more: bool,
}

/// Delivers. A post under way at the end is given up; it is made again after the next start. Each post is a
/// task of its own, so that an endpoint that is slow to answer holds up its own movements alone.
pub struct PushWorker {
    registry: BackgroundRegistry,
    transport: Arc<dyn PushTransport>,
    due: VecDeque<PushConnection>,
    in_hand: InHand<Uuid>,
    under_way: UnderWay<Result<PushRound>>,
}

impl BackgroundRegistry {
    /// Delivers to the registered endpoints.
    pub fn push_worker(&self, transport: Arc<dyn PushTransport>) -> PushWorker {
        PushWorker {
            registry: self.clone(),
            transport,
            due: VecDeque::new(),
            in_hand: InHand::default(),
            under_way: UnderWay::new(CONCURRENT_CONNECTIONS),
        }
    }
}

impl Job for PushWorker {
    fn name(&self) -> &'static str {
        "pushes"
    }

    fn retry_pause(&self) -> Duration {
        REST
    }

    /// Begins the posts that there is room for; looks for more connections once all found have begun.
    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        if self.due.is_empty() {
            self.due
                .extend(self.registry.contract().due_push_connections().await?);
        }
        while self.under_way.room() > 0
            && let Some(connection) = self.due.pop_front()
        {
            let Some(held) = self.in_hand.take(connection.connection.id) else {
                continue;
            };
            let (registry, transport) = (self.registry.clone(), Arc::clone(&self.transport));
            self.under_way.begin(async move {
                let _held = held;
                registry
                    .contract()
                    .deliver_to(connection, transport.as_ref())
                    .await
            });
        }
        Ok(Next::After(REST))
    }

    async fn woken(&mut self) {
        loop {
            let more = match self.under_way.ended().await {
                Some(Ok(delivery)) => delivery.more,
                None => false,
                Some(Err(error)) => {
                    let error = domain::causes::told(&error);
                    tracing::error!(error, "a push could not be delivered");
                    false
                }
            };
            if more || !self.due.is_empty() {
                return;
            }
        }
    }
}

impl Contract<'_> {
    /// Delivers at most one post to each active connection that is due. What fails for one of them
    /// holds no other up.
    pub async fn deliver_pushes_once(self, transport: &dyn PushTransport) -> Result<PushRound> {
        let due = self.due_push_connections().await?;
        let deliveries: Vec<_> = futures::stream::iter(due)
            .map(|connection| self.deliver_to(connection, transport))
            .buffer_unordered(CONCURRENT_CONNECTIONS)
            .collect()
            .await;
        let mut round = PushRound::default();
        for delivery in deliveries {
            let delivery = delivery?;
            round.delivered += delivery.delivered;
            round.failed += delivery.failed;
            round.more |= delivery.more;
        }
        Ok(round)
    }

    /// The active connections that need not wait after a failure, oldest first.
    async fn due_push_connections(self) -> Result<Vec<PushConnection>> {
        let now = self.now();
        let mut connections = self.directory().active_push_connections().await?;
        connections.retain(|connection| connection.retry_at.is_none_or(|at| at <= now));
        Ok(connections)
    }

    async fn deliver_to(
        self,
        connection: PushConnection,
        transport: &dyn PushTransport,
    ) -> Result<PushRound> {
        let page = self.waiting(&connection)?;
        let Some(last) = page.movements.last().map(|last| last.seq) else {
            return Ok(PushRound::default());
        };
        let movements = self.pushed(&connection, page.movements).await?;
        let Some(connection) = self.still_wanted(connection).await? else {
            return Ok(PushRound::default());
        };
        let count = movements.len() as u64;
        let taken =
            movements.is_empty() || self.post_movements(&connection, movements, transport).await;
        let progress = if taken {
            PushProgress {
                cursor: Seq(last.0 + 1),
                failures: 0,
                retry_at: None,
                status: PushStatus::Active,
            }
        } else {
            after_failure(&connection, self.now())
        };
        match self
            .directory()
            .set_push_progress(connection.connection.id, progress)
            .await
        {
            // Taken away while the post was under way.
            Ok(()) | Err(DirectoryError::NotFound(Entity::PushConnection)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(PushRound {
            delivered: if taken { count } else { 0 },
            failed: u64::from(!taken),
            more: taken && page.more,
        })
    }

    /// The connection as it is now, if movements may still go there: asked last, right before each
    /// post. A connection of a partner ends with what it was made under.
    async fn still_wanted(self, connection: PushConnection) -> Result<Option<PushConnection>> {
        let id = connection.connection.id;
        let known = self.directory().push_connection(id).await?;
        // Another cursor: somebody else has delivered.
        let known = known.filter(|known| {
            known.connection.status == PushStatus::Active
                && known.connection.cursor == connection.connection.cursor
        });
        let Some(known) = known else { return Ok(None) };
        let PushOwner::Partner(partner) = known.connection.owner else {
            return Ok(Some(known));
        };
        let brand = known.connection.brand;
        let channel = known.connection.channel;
        if self.partner_may_write(partner, brand, channel).await? {
            return Ok(Some(known));
        }
        tracing::info!(%partner, %brand, "a partner's push connection ends with its grant");
        self.directory().remove_push_connection(id).await?;
        Ok(None)
    }

    /// What the brand's recipients did from the connection's cursor on, on all channels.
    fn waiting(self, connection: &PushConnection) -> Result<FeedPage> {
        let after = connection.connection.cursor.0.checked_sub(1).map(Seq);
        Ok(self.ledger().feed(
            connection.connection.brand,
            Origin::Recipient,
            after,
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
            POST_MOVEMENTS_MAX,
        )?)
    }

    /// The movements of the connection's channel, with their addresses. One whose address has been
    /// erased is left out: there is nobody left to tell of.
    async fn pushed(
        self,
        connection: &PushConnection,
        movements: Vec<Recorded>,
    ) -> Result<Vec<PushedMovement>> {
        let Some(brand) = self.directory().brand(connection.connection.brand).await? else {
            return Ok(Vec::new());
        };
        let mut pushed = Vec::with_capacity(movements.len());
        for recorded in movements {
            let key = recorded.movement.key;
            if key.channel != connection.connection.channel
                || !matches!(recorded.movement.change, Change::Consent(_))
            {
                continue;
            }
            if let Some(address) = self.ledger().address(key.recipient)? {
                pushed.push(PushedMovement {
                    provider: brand.provider,
                    address,
                    recorded,
                });
            }
        }
        Ok(pushed)
    }

    /// Whether the endpoint took the movements.
    async fn post_movements(
        self,
        connection: &PushConnection,
        movements: Vec<PushedMovement>,
        transport: &dyn PushTransport,
    ) -> bool {
        // The policy may have become stricter since the registration.
        let Ok(url) = PushUrl::new(&connection.connection.url, transport.reach()) else {
            return false;
        };
        let Some(credentials) = self.push_credentials(&connection.connection) else {
            return false;
        };
        let message = PushMessage::Movements(movements);
        transport
            .post(&url, Some(&credentials), &message, ANSWER_TIMEOUT)
            .await
            .is_taken()
    }
}

/// Where a connection stands after one more failure.
fn after_failure(connection: &PushConnection, now: Timestamp) -> PushProgress {
    let failures = connection.failures.saturating_add(1);
    let wait = retry::wait(failures);
    PushProgress {
        cursor: connection.connection.cursor,
        failures,
        retry_at: Some(now + wait),
        status: if failures >= FAILURES_MAX {
            PushStatus::Failed
        } else {
            PushStatus::Active
        },
    }
}
