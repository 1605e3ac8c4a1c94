//! One connection, as those see it who decide whether it may stay.

#![allow(
    clippy::disallowed_methods,
    reason = "waits by the runtime's clock, which tests let stand still"
)]

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures::task::AtomicWaker;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How many bytes a client has to move to be as good as one that has just come.
const PROGRESS_BYTES: u32 = 16 * 1024;

/// What is known of one connection.
#[derive(Debug)]
pub(super) struct Guest {
    /// When it came; the times below count from here.
    came: Instant,
    /// When the client last began something, in milliseconds.
    began: AtomicU64,
    /// What it has moved since, in bytes.
    moved: AtomicU32,
    /// Whether a request of its is being worked on.
    working: AtomicBool,
    /// Whether a body is waited for while it is being worked on.
    reading: AtomicBool,
    /// Whether what is written to it does not get away.
    blocked: AtomicBool,
    writer: AtomicWaker,
    leave: Notify,
}

impl Guest {
    pub(super) fn new() -> Self {
        Self {
            came: Instant::now(),
            began: AtomicU64::new(0),
            moved: AtomicU32::new(0),
            working: AtomicBool::new(false),
            reading: AtomicBool::new(false),
            blocked: AtomicBool::new(false),
            writer: AtomicWaker::new(),
            leave: Notify::new(),
        }
    }

    /// Since when the client lets us wait; `None`: we let it wait.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        let works = self.working.load(Ordering::Acquire);
        let waits = !works || self.reading.load(Ordering::Acquire);
        waits.then(|| {
            let began = self.began.load(Ordering::Acquire);
            self.came + Duration::from_millis(began)
        })
    }

    /// The client has moved some bytes.
    pub(super) fn moved(&self, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let before = self.moved.load(Ordering::Relaxed);
        let after = before.saturating_add(bytes);
        if after >= PROGRESS_BYTES {
            self.begin();
        } else {
            self.moved.store(after, Ordering::Relaxed);
        }
    }

    /// A body is waited for, or not any more.
    pub(super) fn set_reading(&self, reading: bool) {
        self.reading.store(reading, Ordering::Release);
    }

    /// Whether what is written does not get away.
    pub(super) fn set_blocked(&self, blocked: bool) {
        if self.blocked.swap(blocked, Ordering::AcqRel) && !blocked {
            self.writer.wake();
        }
    }

    /// Waits until nothing that was written waits for the client.
    pub(super) async fn writable(&self) {
        poll_fn(|context| {
            self.writer.register(context.waker());
            if self.blocked.load(Ordering::Acquire) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }

    /// A request of its is worked on until what is given is dropped.
    pub(super) fn work(&self) -> Working<'_> {
        self.begin();
        self.working.store(true, Ordering::Release);
        Working(self)
    }

    /// Asks it to make room.
    pub(super) fn show_out(&self) {
        self.leave.notify_one();
    }

    /// Waits until it is asked to make room.
    pub(super) async fn shown_out(&self) {
        self.leave.notified().await;
    }

    fn begin(&self) {
        let now = u64::try_from(self.came.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.began.store(now, Ordering::Release);
        self.moved.store(0, Ordering::Relaxed);
    }
}

/// See [`Guest::work`].
pub(super) struct Working<'a>(&'a Guest);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.begin();
        self.0.working.store(false, Ordering::Release);
    }
}
