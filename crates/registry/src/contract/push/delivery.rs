//! Delivering recipients' movements to the registered endpoints.
//!
//! Each connection has a cursor of its own, so that a slow or broken endpoint holds nobody else up.
//! A connection's movements go out in their order, the next post only after the last was taken;
//! the cursor moves after that, so that a crash between the two repeats a post (at least once).
//!
//! An endpoint that stays away is tried more and more seldom, and its connection is paused in the end. Its place is kept:
//! what has come meanwhile follows once it is used again. A stretch that its brand wants once more goes out when nothing
//! new waits, and does not move the cursor.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use directory::push::{
    AttemptEnding, NewPushAttempt, PushConnection, PushOwner, PushProgress, PushStatus, Replay,
};
use directory::{Entity, Error as DirectoryError};
use domain::movement::Recorded;
use domain::{Change, Seq, Timestamp};
use futures::StreamExt;
use uuid::Uuid;

use super::{ANSWER_TIMEOUT, PushMessage, PushPost, PushTransport, PushUrl, PushedMovement};
use crate::job::{Job, Next, Stop};
use crate::under_way::{InHand, UnderWay};
use crate::{BackgroundRegistry, Contract, Result};

/// The most movements of one post.
pub const POST_MOVEMENTS_MAX: usize = 100;

/// How many connections are served at the same time.
pub const CONCURRENT_CONNECTIONS: usize = 32;

/// How long is waited after the first failure in a row, the second, and so on; the last wait for all that follow.
pub const WAITS: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(1),
];

/// For how long an endpoint may stay away before its connection is paused.
pub const PAUSED_AFTER: Duration = Duration::from_hours(72);

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
        let Some(stretch) = self.stretch(&connection)? else {
            return Ok(PushRound::default());
        };
        let movements = self.pushed(&connection, stretch.movements).await?;
        let Some(connection) = self.still_wanted(connection).await? else {
            return Ok(PushRound::default());
        };
        let count = movements.len() as u64;
        let attempt = match movements.as_slice() {
            [] => None,
            [first, ..] => {
                let post = Post {
                    first: first.recorded.seq,
                    last: movements
                        .last()
                        .map_or(first.recorded.seq, |last| last.recorded.seq),
                    is_replay: stretch.is_replay,
                    movements,
                };
                Some(self.post_movements(&connection, post, transport).await)
            }
        };
        let failed = attempt
            .as_ref()
            .is_some_and(|attempt| !attempt.ending.is_taken(attempt.status));
        let next = Seq(stretch.last.0 + 1);
        let progress = match (failed, stretch.is_replay) {
            (true, _) => after_failure(&connection, self.now()),
            (false, true) => after_success(connection.connection.cursor),
            (false, false) => after_success(next),
        };
        let id = connection.connection.id;
        let recorded = match attempt {
            Some(attempt) => self.directory().record_push(id, progress, attempt).await,
            None if stretch.is_replay => self.directory().skip_in_push_replay(id, next).await,
            None => self.directory().set_push_progress(id, progress).await,
        };
        match recorded {
            // Taken away while the post was under way.
            Ok(()) | Err(DirectoryError::NotFound(Entity::PushConnection)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(PushRound {
            delivered: if failed { 0 } else { count },
            failed: u64::from(failed),
            more: !failed && stretch.more,
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
        self.directory()
            .remove_push_connection(id, None, self.now())
            .await?;
        Ok(None)
    }

    /// What goes out next: what is new, from the cursor on, or else what is wanted once more. `None`: nothing.
    fn stretch(self, connection: &PushConnection) -> Result<Option<Stretch>> {
        let new = self.waiting(connection, connection.connection.cursor)?;
        if let Some(last) = new.movements.last().map(|last| last.seq) {
            return Ok(Some(Stretch {
                last,
                more: new.more || connection.replay.is_some(),
                movements: new.movements,
                is_replay: false,
            }));
        }
        let Some(Replay { next, end }) = connection.replay else {
            return Ok(None);
        };
        let mut again = self.waiting(connection, next)?;
        again.movements.retain(|recorded| recorded.seq < end);
        let last = again.movements.last().map(|last| last.seq);
        // Nothing of the stretch is left: it is gone past to its end.
        let last = last.unwrap_or(Seq(end.0 - 1));
        Ok(Some(Stretch {
            last,
            more: last.0 + 1 < end.0,
            movements: again.movements,
            is_replay: true,
        }))
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

    /// Posts movements, and tells how that ended.
    async fn post_movements(
        self,
        connection: &PushConnection,
        post: Post,
        transport: &dyn PushTransport,
    ) -> NewPushAttempt {
        let at = self.now();
        let id = connection.connection.id;
        let mut attempt = NewPushAttempt {
            at,
            first: post.first,
            last: post.last,
            movements: u32::try_from(post.movements.len()).unwrap_or(u32::MAX),
            is_replay: post.is_replay,
            ending: AttemptEnding::NotCalled,
            status: None,
            sealed_answer: None,
        };
        // The policy may have become stricter since the registration.
        let url = PushUrl::new(&connection.connection.url, transport.reach()).ok();
        let Some((url, pass)) = url.zip(self.push_pass(connection)) else {
            return attempt;
        };
        let span = (post.first.0, post.last.0);
        let signing = pass.signing.map(|signing| signing.of_span(id, span));
        let answer = transport
            .post(PushPost {
                url: &url,
                credentials: pass.credentials.as_ref(),
                signing: signing.as_ref(),
                message: &PushMessage::Movements(post.movements),
                timeout: ANSWER_TIMEOUT,
            })
            .await;
        (attempt.ending, attempt.status) = answer.outcome.ending();
        if !answer.beginning.is_empty() {
            attempt.sealed_answer = Some(self.sealed_push_answer(id, at, &answer.beginning));
        }
        attempt
    }
}

/// What goes out next.
struct Stretch {
    /// The last movement of it, sent or not.
    last: Seq,
    movements: Vec<Recorded>,
    /// Whether there is more after it.
    more: bool,
    is_replay: bool,
}

/// A post to be made.
struct Post {
    first: Seq,
    last: Seq,
    is_replay: bool,
    movements: Vec<PushedMovement>,
}

/// Where a connection stands with nothing against it.
fn after_success(cursor: Seq) -> PushProgress {
    PushProgress {
        cursor,
        failures: 0,
        failing_since: None,
        retry_at: None,
        status: PushStatus::Active,
    }
}

/// Where a connection stands after one more failure.
fn after_failure(connection: &PushConnection, now: Timestamp) -> PushProgress {
    let since = connection.failing_since.unwrap_or(now);
    let wait = usize::try_from(connection.failures).unwrap_or(usize::MAX);
    PushProgress {
        cursor: connection.connection.cursor,
        failures: connection.failures.saturating_add(1),
        failing_since: Some(since),
        retry_at: Some(now + WAITS[wait.min(WAITS.len() - 1)]),
        status: if now >= since + PAUSED_AFTER {
            PushStatus::Paused
        } else {
            PushStatus::Active
        },
    }
}
