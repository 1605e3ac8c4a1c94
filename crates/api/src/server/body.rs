//! A request's body, of which it is known whether somebody waits for it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::guest::Guest;

/// A body that tells its connection when it is waited for.
pub(super) struct Watched {
    body: Incoming,
    guest: Arc<Guest>,
}

impl Watched {
    pub(super) fn new(body: Incoming, guest: Arc<Guest>) -> Self {
        Self { body, guest }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.guest.set_reading(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.guest.set_reading(false);
    }
}
