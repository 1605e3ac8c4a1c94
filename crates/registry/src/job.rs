//! Work beside the requests, in rounds.
//!
//! One loop runs each [`Job`]: it logs what fails, tries it again after a pause, and ends it in order. A round that
//! panics is a failed round; nothing else ends with it.

use std::any::Any;
use std::future::{pending, ready};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::pin;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{Error, Result};

/// Asks for an end: of a job, or of whatever else its clones were given to.
pub type Stop = CancellationToken;

/// How long a job rests after a round that failed, unless it says otherwise.
pub const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// When a job's next round is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Now: there is more to do.
    AtOnce,
    /// After a pause, or earlier when the job is woken.
    After(Duration),
}

/// Work beside the requests. What it holds between two rounds goes on meanwhile only if it is a task.
pub trait Job: Send + 'static {
    /// Its name in the log.
    fn name(&self) -> &'static str;

    /// How long the round under way, and then [`Job::finish`], may take once the end was asked for. Without any
    /// time, a round is dropped where it waits; the next start takes it up again.
    fn grace(&self) -> Duration {
        Duration::ZERO
    }

    /// How long the job rests after a round that failed. It is not woken meanwhile.
    fn retry_pause(&self) -> Duration {
        RETRY_PAUSE
    }

    /// Does what is to be done now. A long round looks at `stop` now and then.
    fn round(&mut self, stop: &Stop) -> impl Future<Output = Result<Next>> + Send;

    /// Resolves when there is something to do before the pause is over. May be dropped and asked again.
    fn woken(&mut self) -> impl Future<Output = ()> + Send {
        pending()
    }

    /// Waits for what is still under way at the end.
    fn finish(&mut self) -> impl Future<Output = ()> + Send {
        ready(())
    }
}

/// Runs a job until `stop`. To be run once per registry.
pub async fn run(mut job: impl Job, stop: Stop) {
    let name = job.name();
    while let Some(done) = round(&mut job, &stop).await {
        let pause = match &done {
            Ok(Next::AtOnce) => Duration::ZERO,
            Ok(Next::After(pause)) => *pause,
            Err(error) => {
                let error = domain::causes::told(error);
                tracing::error!(
                    job = name,
                    error,
                    "background work has failed; it is tried again"
                );
                job.retry_pause()
            }
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = ready(()), if pause.is_zero() => {}
            () = job.woken(), if done.is_ok() => {}
            () = sleep(pause) => {}
        }
    }
    if timeout(job.grace(), job.finish()).await.is_err() {
        tracing::warn!(
            job = name,
            "background work was cut off; the next start goes on with it"
        );
    }
}

/// One round; `None`: the end was asked for meanwhile.
async fn round(job: &mut impl Job, stop: &Stop) -> Option<Result<Next>> {
    let grace = job.grace();
    let round = AssertUnwindSafe(job.round(stop)).catch_unwind();
    pin!(round);
    tokio::select! {
        done = &mut round => Some(done.unwrap_or_else(|panic| Err(panicked(panic.as_ref())))),
        () = stop.cancelled() => {
            // What it has come to is of no use to anybody any more.
            let _done = timeout(grace, round).await;
            None
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    Error::Failed(format!("it panicked: {}", text.unwrap_or_default()).into())
}

/// A job that does one thing every so often, and counts what it came to: forgetting what is over.
pub struct Every {
    name: &'static str,
    pause: Duration,
    work: Box<dyn FnMut() -> BoxFuture<'static, Result<u64>> + Send>,
}

impl Every {
    /// Does `work`, and again so long after it was done.
    pub fn new<W, F>(name: &'static str, pause: Duration, mut work: W) -> Self
    where
        W: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<u64>> + Send + 'static,
    {
        Self {
            name,
            pause,
            work: Box::new(move || work().boxed()),
        }
    }
}

impl Job for Every {
    fn name(&self) -> &'static str {
        self.name
    }

    fn retry_pause(&self) -> Duration {
        self.pause
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let count = (self.work)().await?;
        if count > 0 {
            tracing::debug!(job = self.name, count, "background work is done");
        }
        Ok(Next::After(self.pause))
    }
}
