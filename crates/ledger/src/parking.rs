//! Futures on threads that belong to no runtime.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

/// Wakes the thread that asked for it.
pub(crate) fn unparker() -> Waker {
    struct Unparker(Thread);
    impl Wake for Unparker {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    Waker::from(Arc::new(Unparker(std::thread::current())))
}

/// Drives a future on a thread that belongs to no runtime.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let waker = unparker();
    let mut context = Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}
