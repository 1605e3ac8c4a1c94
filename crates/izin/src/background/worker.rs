//! Work on a thread of its own, waited for without holding the runtime up.

use std::thread::{Builder, Thread};

use tokio::sync::oneshot;

use crate::failure::Failure;

/// A running thread.
pub struct Worker {
    name: &'static str,
    thread: Thread,
    ended: oneshot::Receiver<()>,
}

impl Worker {
    /// Starts it.
    pub fn start(
        name: &'static str,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<Self, Failure> {
        let (tell, ended) = oneshot::channel();
        let started = Builder::new().name(name.to_owned()).spawn(move || {
            work();
            // Nobody may be waiting any more.
            let _told = tell.send(());
        });
        let handle = started.map_err(|error| Failure::internal(&error))?;
        Ok(Self {
            name,
            thread: handle.thread().clone(),
            ended,
        })
    }

    /// Wakes it where it is parked.
    pub fn wake(&self) {
        self.thread.unpark();
    }

    /// Waits for its end.
    pub async fn ended(self) {
        if self.ended.await.is_err() {
            tracing::error!(thread = self.name, "a background thread has failed");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;

    #[tokio::test]
    async fn a_parked_worker_is_woken_and_its_end_waited_for() {
        let (end, done) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicBool::new(false)),
        );
        let (asked, tell) = (Arc::clone(&end), Arc::clone(&done));
        let worker = Worker::start("test", move || {
            while !asked.load(Ordering::Acquire) {
                thread::park();
            }
            tell.store(true, Ordering::Release);
        })
        .unwrap();
        end.store(true, Ordering::Release);
        worker.wake();
        worker.ended().await;
        assert!(done.load(Ordering::Acquire));
    }

    #[tokio::test]
    async fn a_worker_that_panics_has_ended() {
        let worker = Worker::start("test", || panic!("as it is asked to")).unwrap();
        worker.ended().await;
    }
}
