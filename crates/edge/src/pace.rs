//! The least rate at which the other side of a connection has to go on.

#![allow(
    clippy::disallowed_methods,
    reason = "waits by the runtime's clock, which tests let stand still"
)]

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long somebody is waited for who does nothing at all.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes a second wear no patience away.
pub const LEAST_RATE: u32 = 4 * 1024;

/// How patient we are with one side of a connection.
///
/// Waiting for it wears patience away and each byte it moves gives some back, so that who stops is cut
/// off after [`PATIENCE`], who trickles hardly later, and who keeps up [`LEAST_RATE`] never, however much
/// there is to move. Time in which nobody waits for it is not counted.
#[derive(Debug)]
pub struct Pace {
    rate: u32,
    left: Duration,
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl Default for Pace {
    fn default() -> Self {
        Self::at(LEAST_RATE)
    }
}

impl Pace {
    /// With another least rate, in bytes a second; at least one.
    pub fn at(rate: u32) -> Self {
        Self {
            rate: rate.max(1),
            left: PATIENCE,
            waiting: None,
        }
    }

    /// The other side lets us wait; ready once it has done so for too long.
    pub fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let left = self.left;
        let waiting = self.waiting.get_or_insert_with(|| {
            let since = Instant::now();
            let end = Box::pin(sleep_until(since + left));
            Waiting { since, end }
        });
        waiting.end.as_mut().poll(context)
    }

    /// The other side has moved some bytes.
    pub fn moved(&mut self, bytes: usize) {
        if let Some(waiting) = self.waiting.take() {
            self.left = self.left.saturating_sub(waiting.since.elapsed());
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * bytes / self.rate;
        self.left = (self.left + earned).min(PATIENCE);
    }
}

/// A body that fails when its sender is too slow.
#[derive(Debug)]
pub struct Paced {
    body: Body,
    pace: Pace,
    failed: bool,
}

/// Whoever sends a body is too slow.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body comes too slowly")]
pub struct TooSlow;

impl Paced {
    /// Holds the sender of a body to the least rate.
    pub fn new(body: Body) -> Self {
        Self::at(LEAST_RATE, body)
    }

    /// Holds the sender of a body to another rate, in bytes a second.
    pub fn at(rate: u32, body: Body) -> Self {
        Self {
            body,
            pace: Pace::at(rate),
            failed: false,
        }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.failed {
            return Poll::Ready(None);
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
                Some(Err(_)) | None => 0,
            };
            self.pace.moved(bytes);
            return Poll::Ready(frame);
        }
        ready!(self.pace.poll_patience(context));
        self.failed = true;
        Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.failed || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::convert::Infallible;

    use futures::stream;
    use http_body_util::BodyExt as _;
    use tokio::time::sleep;

    use super::*;

    /// A body of so many pieces, each after a pause.
    fn pieces(number: u32, bytes: usize, pause: Duration) -> Paced {
        let pieces = stream::unfold(0, move |sent| async move {
            if sent == number {
                return None;
            }
            sleep(pause).await;
            Some((
                Ok::<_, Infallible>(Bytes::from(vec![b'x'; bytes])),
                sent + 1,
            ))
        });
        Paced::new(Body::from_stream(pieces))
    }

    #[tokio::test(start_paused = true)]
    async fn who_keeps_up_the_least_rate_may_take_any_time() {
        let rate = usize::try_from(LEAST_RATE).unwrap();
        let whole = pieces(1_000, 10 * rate, Duration::from_secs(10)).collect();
        assert_eq!(whole.await.unwrap().to_bytes().len(), 10_000 * rate);
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_is_cut_off_when_patience_ends() {
        let began = Instant::now();
        let endless = Paced::new(Body::from_stream(stream::pending::<
            Result<Bytes, Infallible>,
        >()));
        assert!(endless.collect().await.is_err());
        assert_eq!(began.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn who_trickles_is_cut_off_hardly_later() {
        let began = Instant::now();
        let trickle = pieces(1_000_000, 1, Duration::from_secs(1)).collect();
        assert!(trickle.await.is_err());
        let took = began.elapsed();
        assert!(
            PATIENCE <= took && took < PATIENCE + Duration::from_secs(1),
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_beginning_does_not_pay_for_a_trickle() {
        let fast = stream::once(async { Ok::<_, Infallible>(Bytes::from(vec![b'x'; 1 << 26])) });
        let whole = stream::StreamExt::chain(fast, stream::pending());
        let began = Instant::now();
        assert!(
            Paced::new(Body::from_stream(whole))
                .collect()
                .await
                .is_err()
        );
        assert_eq!(began.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nobody_waits_is_not_counted() {
        let mut body = pieces(3, 1, Duration::from_secs(1));
        for _ in 0..3 {
            body.frame().await.unwrap().unwrap();
            sleep(10 * PATIENCE).await;
        }
        assert!(body.frame().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_more_is_taken_of_who_was_cut_off() {
        let mut body = pieces(1, 1, 2 * PATIENCE);
        assert!(body.frame().await.unwrap().is_err());
        assert!(body.is_end_stream() && body.frame().await.is_none());
    }
}
