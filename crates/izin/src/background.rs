//! What runs beside the requests.

#![allow(
    clippy::disallowed_methods,
    reason = "waits by the runtime's clock, which tests let stand still"
)]

mod worker;

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use api::ApiState;
use intake::texts::OVERDUE_INTERVAL;
use ledger::Ledger;
use registry::Proofs;
use registry::contract::reconciliation::DayStamper;
use registry::job::{self, Every, Job, Stop};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use transparency::{Stamper, publish_until};

use crate::failure::Failure;
use crate::messages::Outgoing;
use crate::public_log::DayDigests;
use crate::shutdown::Shutdown;

use worker::Worker;

/// How long background work may take to finish once the end was asked for. Whatever is cut off is
/// taken up again at the next start.
const FINISH_TIMEOUT: Duration = Duration::from_secs(20);

/// The running tasks and threads.
pub struct Background {
    tasks: JoinSet<()>,
    stamping: Worker,
    publishing: Worker,
    /// Ends the publishing.
    published_all: Arc<AtomicBool>,
}

impl Background {
    /// Starts all of them. They end with `shutdown`; only the publishing goes on until
    /// [`Self::finish`], so that what the last requests recorded is published.
    pub async fn start(
        state: &ApiState,
        ledger: &Ledger,
        proofs: &Proofs,
        outgoing: Outgoing,
        shutdown: &Shutdown,
    ) -> Result<Self, Failure> {
        let published_all = Arc::new(AtomicBool::new(false));
        let (log, source, end) = (
            proofs.log.clone(),
            ledger.clone(),
            Arc::clone(&published_all),
        );
        let publishing = Worker::start("publisher", move || publish_until(&log, &source, &end))?;
        let (stamper, end) = (Arc::clone(&proofs.stamper), shutdown.clone());
        let runtime = Handle::current();
        // It blocks on files, so that it has a thread of its own.
        let stamping = Worker::start("stamper", move || runtime.block_on(stamp(&stamper, end)))?;

        let registry = state.registry.background();
        let days: Arc<dyn DayStamper> = Arc::new(DayDigests(Arc::clone(&proofs.stamper)));
        let texts = state.texts.background();
        let mut jobs = Jobs {
            tasks: JoinSet::new(),
            stop: shutdown.token(),
        };
        jobs.start(registry.batch_worker());
        jobs.start(registry.upload_worker());
        jobs.start(registry.push_worker(Arc::clone(&state.push)));
        jobs.start(registry.day_closer(Some(days)));
        jobs.start(registry.notice_gatherer());
        jobs.start(registry.notice_writer());
        for lane in registry.message_lanes(&outgoing.transports).await {
            jobs.start(lane);
        }
        jobs.start(Every::new("texts in parts", OVERDUE_INTERVAL, move || {
            let texts = texts.clone();
            async move { texts.read_overdue().await }
        }));
        jobs.start(registry.retention());
        for purge in registry.purges(&outgoing.transports) {
            jobs.start(purge);
        }
        let mut tasks = jobs.tasks;
        if let Some(centre) = outgoing.centre {
            let end = shutdown.clone();
            tasks.spawn(async move { centre.run(end.requested()).await });
        }
        Ok(Self {
            tasks,
            stamping,
            publishing,
            published_all,
        })
    }

    /// Waits until all have ended: first those that record movements, then what publishes them.
    pub async fn finish(mut self) {
        let end = Instant::now() + FINISH_TIMEOUT;
        let tasks = async {
            while let Some(ended) = self.tasks.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(%error, "a background task has failed");
                }
            }
        };
        let mut in_time = timeout_at(end, tasks).await.is_ok();
        self.published_all.store(true, Ordering::Release);
        self.publishing.wake();
        for worker in [self.publishing, self.stamping] {
            in_time &= timeout_at(end, worker.ended()).await.is_ok();
        }
        if !in_time {
            tracing::warn!("background work was cut off at shutdown");
        }
    }
}

/// The jobs that run.
struct Jobs {
    tasks: JoinSet<()>,
    stop: Stop,
}

impl Jobs {
    fn start(&mut self, job: impl Job) {
        self.tasks.spawn(job::run(job, self.stop.clone()));
    }
}

/// Stamps until the end. An authority that is slow to answer is not waited for then.
async fn stamp(stamper: &Stamper, end: Shutdown) {
    tokio::select! {
        () = stamper.run(pending()) => {}
        () = end.requested() => {}
    }
}
