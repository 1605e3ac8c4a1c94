//! Sending what waits.
//!
//! There are two ways out (text message, e-mail), and each has two lanes: one for codes and answers,
//! and one for everything. A server that stalls on notices so leaves room for the code somebody waits
//! for, and a stalled mail server never holds up a text message.
//!
//! A message is leased before it is given to a transport, and settled after. Whoever takes it answers for
//! it; a crash between the two has it sent again, with the same identity, once the lease is over or the
//! node that holds it starts anew. A clean answer is recorded until the store has taken it, and nothing is sent
//! again meanwhile.

use std::sync::Arc;
use std::time::Duration;

use directory::message::{Lease, LeasedMessage, MessageId, Outcome, Urgency};
use directory::notice::NoticeId;
use domain::Way;
use futures::future::join_all;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::pace::{self, ATTEMPTS_MAX};
use super::{Delivery, MessageTransport, OutgoingMessage};
use crate::job::{Job, Next, Stop};
use crate::under_way::{InHand, UnderWay};
use crate::{BackgroundRegistry, Outbox, Registry, Result};

/// How many messages of a lane are under way at the same time.
pub const IN_FLIGHT_MAX: usize = 16;

/// How long a transport may take; it is cut off then, and the message tried again later. Transports
/// have shorter limits of their own: this one is for what they overlook.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(90);

/// How long a message stays in the hand that took it: longer than [`SEND_TIMEOUT`].
pub const LEASE_TIME: Duration = Duration::from_mins(5);

/// How often a lane looks for messages though nobody woke it: those whose time has come.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// How long messages under way may take to end once the end was asked for.
const FINISH_TIMEOUT: Duration = Duration::from_secs(15);

/// How long to wait before an outcome that the store did not take is recorded again.
const RECORD_PAUSE: Duration = Duration::from_secs(1);

/// What the tasks of one worker share.
struct Sending {
    registry: Registry,
    transports: Vec<Arc<dyn MessageTransport>>,
    in_hand: InHand<MessageId>,
}

/// One lane.
#[derive(Clone, Copy)]
struct Lane {
    way: Way,
    least: Urgency,
}

impl Lane {
    const ALL: [Self; 4] = [
        Self::new(Way::Text, Urgency::Answer),
        Self::new(Way::Mail, Urgency::Answer),
        Self::new(Way::Text, Urgency::Notice),
        Self::new(Way::Mail, Urgency::Notice),
    ];

    const fn new(way: Way, least: Urgency) -> Self {
        Self { way, least }
    }
}

/// Sends what waits on one lane; what is under way at the end has a moment to end.
pub struct MessageLane {
    sending: Arc<Sending>,
    lane: Lane,
    news: watch::Receiver<u64>,
    under_way: UnderWay<()>,
    /// Whether the last look found as many as there was room for.
    full: bool,
}

impl BackgroundRegistry {
    /// Sends what waits, on all lanes. A message goes to the first transport that carries its address.
    pub async fn message_lanes(
        &self,
        transports: &[Arc<dyn MessageTransport>],
    ) -> Vec<MessageLane> {
        // This node runs once, so that these are of a process that is gone.
        if let Err(error) = self.directory().release_messages(self.node()).await {
            tracing::error!(%error, "messages of the last run could not be taken up at once");
        }
        let sending = Arc::new(Sending::new(self, transports));
        let lane = |lane| MessageLane {
            sending: Arc::clone(&sending),
            lane,
            news: self.message_wake().watch(),
            under_way: UnderWay::new(IN_FLIGHT_MAX),
            full: false,
        };
        Lane::ALL.map(lane).into()
    }
}

impl Job for MessageLane {
    fn name(&self) -> &'static str {
        "messages"
    }

    fn grace(&self) -> Duration {
        FINISH_TIMEOUT
    }

    fn retry_pause(&self) -> Duration {
        LOOK_INTERVAL
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let room = self.under_way.room();
        let leased = self
            .sending
            .registry
            .outbox()
            .lease(self.lane, room)
            .await?;
        self.full = leased.len() == room;
        for one in leased {
            let sending = Arc::clone(&self.sending);
            self.under_way
                .begin(async move { sending.send_one(one).await });
        }
        Ok(Next::After(LOOK_INTERVAL))
    }

    async fn woken(&mut self) {
        tokio::select! {
            _ = self.under_way.ended() => {}
            // Full: there may be more, which a free place is enough to look for.
            _ = self.news.changed(), if !self.full => {}
        }
    }

    async fn finish(&mut self) {
        self.under_way.finish().await;
    }
}

impl Sending {
    fn new(registry: &Registry, transports: &[Arc<dyn MessageTransport>]) -> Self {
        Self {
            registry: registry.clone(),
            transports: transports.to_vec(),
            in_hand: InHand::default(),
        }
    }

    /// Sends one message and records what became of it.
    async fn send_one(&self, leased: LeasedMessage) {
        let id = leased.message.id;
        // It is still being sent, or its clean answer recorded, though its lease has ended.
        let Some(_held) = self.in_hand.take(id) else {
            return;
        };
        let outcome = self
            .registry
            .outbox()
            .outcome(&leased, &self.transports)
            .await;
        self.registry.outbox().record_outcome(id, outcome).await;
    }
}

impl Outbox<'_> {
    /// Sends what is due now, and waits for all of it; says how many messages were tried.
    pub async fn send_messages_once(
        self,
        transports: &[Arc<dyn MessageTransport>],
    ) -> Result<usize> {
        let sending = Sending::new(self.0, transports);
        let mut tried = 0;
        for lane in Lane::ALL {
            loop {
                let leased = self.lease(lane, IN_FLIGHT_MAX).await?;
                if leased.is_empty() {
                    break;
                }
                tried += leased.len();
                join_all(leased.into_iter().map(|one| sending.send_one(one))).await;
            }
        }
        Ok(tried)
    }

    /// Takes due messages of a lane in hand.
    async fn lease(self, lane: Lane, room: usize) -> Result<Vec<LeasedMessage>> {
        let now = self.now();
        let quiet = lane.way == Way::Text && self.settings().messages.quiet_until(now).is_some();
        let lease = Lease {
            way: lane.way,
            least: if quiet {
                lane.least.min(Urgency::Answer)
            } else {
                lane.least
            },
            limit: u32::try_from(room).unwrap_or(u32::MAX),
            now,
            until: now + LEASE_TIME,
            owner: self.node(),
        };
        // Looking costs no write; most looks find nothing.
        if room == 0 || !self.directory().message_is_due(lease).await? {
            return Ok(Vec::new());
        }
        Ok(self.directory().lease_messages(lease).await?)
    }

    /// Records an outcome, however often that takes: to give up would be to send it again.
    async fn record_outcome(self, id: MessageId, outcome: Outcome) {
        loop {
            let now = self.now();
            match self
                .directory()
                .settle_message(id, outcome.clone(), now)
                .await
            {
                Ok(_) | Err(directory::Error::Closed) => return,
                Err(error) => tracing::error!(%error, "what became of a message is not recorded"),
            }
            sleep(RECORD_PAUSE).await;
        }
    }

    async fn outcome(
        self,
        leased: &LeasedMessage,
        transports: &[Arc<dyn MessageTransport>],
    ) -> Outcome {
        let message = &leased.message;
        let id = hex::encode(message.id.0);
        let dropped = |reason: &str| Outcome::Dropped {
            reason: reason.to_owned(),
        };
        if message.good_until.is_some_and(|until| until < self.now()) {
            tracing::warn!(%id, "a message came too late to be sent");
            return dropped("too late");
        }
        let Some(envelope) = self.unseal_message(message.id, &message.content) else {
            tracing::error!(%id, "a message is unreadable");
            return Outcome::Dead {
                reason: "unreadable".to_owned(),
            };
        };
        if message.urgency == Urgency::Notice {
            match self.people().notice_stands(NoticeId(message.id.0)).await {
                Ok(true) => {}
                Ok(false) => return dropped("all of it was refused or has ended meanwhile"),
                Err(error) => {
                    tracing::error!(%error, "a notice could not be looked at");
                    return self.later(leased, None, "the registry failed".to_owned());
                }
            }
        }
        let outgoing = OutgoingMessage {
            id,
            to: envelope.to,
            language: envelope.language,
            content: envelope.content,
            written_at: message.written_at,
        };
        let carrier = transports.iter().find(|one| one.carries(&outgoing.to));
        let delivery = match carrier {
            Some(transport) => timeout(SEND_TIMEOUT, transport.send(&outgoing))
                .await
                .unwrap_or_else(|_| Delivery::Later {
                    after: None,
                    reason: "the transport did not come back".to_owned(),
                }),
            None => Delivery::Later {
                after: None,
                reason: "nothing is configured that carries it".to_owned(),
            },
        };
        match delivery {
            Delivery::Taken => Outcome::Sent,
            Delivery::Later { after, reason } => self.later(leased, after, reason),
            Delivery::Refused { reason } => {
                tracing::warn!(id = outgoing.id, reason, "a message was refused for good");
                Outcome::Dead { reason }
            }
        }
    }

    /// When to try again; dead once it was tried often enough.
    fn later(self, leased: &LeasedMessage, after: Option<Duration>, reason: String) -> Outcome {
        let id = hex::encode(leased.message.id.0);
        if leased.attempts >= ATTEMPTS_MAX {
            tracing::warn!(id, reason, "a message was given up");
            return Outcome::Dead { reason };
        }
        tracing::info!(
            id,
            reason,
            attempts = leased.attempts,
            "a message is tried again later"
        );
        let mut random = [0; 4];
        self.random().fill(&mut random);
        let pause = pace::pause(leased.attempts, after, u32::from_le_bytes(random));
        Outcome::Later {
            due_at: self.now() + pause,
            reason,
        }
    }
}
