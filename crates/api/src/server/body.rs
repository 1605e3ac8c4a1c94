//! A request's body, of which it is known whether somebody waits for it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::guest::Guest;
use crate::edge::body::BATCH_BYTES_MAX;

/// How much of a body is read on, in bytes, once it was answered before its end. A connection that is closed while
/// its client still sends takes the answer with it (RFC 9112, 9.6). Twice the longest body that is taken at all: who
/// sends more than is taken hears of it, and nothing of it is kept.
pub(super) const UNREAD_BYTES_MAX: usize = 2 * BATCH_BYTES_MAX;

/// How long in all. Until then the connection counts as one that is waited for, and makes room for others.
pub(super) const UNREAD_TIMEOUT: Duration = Duration::from_mins(1);

/// How long for the next piece.
pub(super) const UNREAD_PATIENCE: Duration = Duration::from_secs(5);

/// A body that tells its connection when it is waited for.
pub(super) struct Watched {
    /// `None`: it has been dropped.
    body: Option<Incoming>,
    /// Whether the client waits to be told to send it. It is not, where nobody has asked for it.
    is_offered: bool,
    guest: Arc<Guest>,
}

impl Watched {
    pub(super) fn new(body: Incoming, is_offered: bool, guest: Arc<Guest>) -> Self {
        Self {
            body: Some(body),
            is_offered,
            guest,
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(context);
        self.guest.set_reading(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.guest.set_reading(false);
        let Some(body) = self.body.take() else { return };
        if !self.is_offered && !body.is_end_stream() {
            tokio::spawn(read_on(body));
        }
    }
}

/// Reads what nobody wants any more, while the answer is on its way.
async fn read_on(mut body: Incoming) {
    let reading = async {
        let mut read = 0;
        while let Ok(Some(Ok(frame))) = timeout(UNREAD_PATIENCE, body.frame()).await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > UNREAD_BYTES_MAX {
                break;
            }
        }
    };
    // However it ends: there is nobody to tell.
    let _over = timeout(UNREAD_TIMEOUT, reading).await;
}
