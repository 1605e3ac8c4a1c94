//! What runs beside the requests.

mod worker;

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use api::ApiState;
use ledger::Ledger;
use registry::Proofs;
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
    pub fn start(
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

        let mut tasks = JoinSet::new();
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move { registry.run_batch_worker(end.requested()).await });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        let transport = Arc::clone(&state.push);
        tasks.spawn(async move {
            registry.run_push_worker(&transport, end.requested()).await;
        });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        let days = DayDigests(Arc::clone(&proofs.stamper));
        tasks.spawn(async move { registry.run_day_closer(Some(&days), end.requested()).await });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move {
            registry.run_retention(end.requested()).await;
        });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move {
            registry.run_sign_in_purge(end.requested()).await;
        });
        if let Some(centre) = outgoing.centre.clone() {
            let end = shutdown.clone();
            tasks.spawn(async move { centre.run(end.requested()).await });
        }
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move {
            registry.run_text_purge(end.requested()).await;
        });
        let (texts, end) = (state.texts.background(), shutdown.clone());
        tasks.spawn(async move { texts.run_overdue(end.requested()).await });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move {
            registry
                .run_message_worker(&outgoing.transports, end.requested())
                .await;
        });
        let (registry, end) = (state.registry.background(), shutdown.clone());
        tasks.spawn(async move { registry.run_notices(end.requested()).await });
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

/// Stamps until the end. An authority that is slow to answer is not waited for then.
async fn stamp(stamper: &Stamper, end: Shutdown) {
    tokio::select! {
        () = stamper.run(pending()) => {}
        () = end.requested() => {}
    }
}
