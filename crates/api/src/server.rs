//! Serving a router on a socket: the limits on connections that axum's own `serve` lacks.
//!
//! ```text
//! accept ── Connections (so many in all, so many by client) ── Stream (each write timed) ── hyper ── answer
//!                      └─ who is full shows out who has been waited for longest
//! ```

mod body;
mod connections;
mod guest;
mod host;
mod stream;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use edge::Network;
use edge::client::is_trusted;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use self::body::Watched;
use self::connections::{Connections, Place};
use self::guest::Guest;
use self::stream::Stream;

/// The most connections served at once, however many descriptors there are.
pub const CONNECTIONS_MAX: usize = 10_000;

/// Which part of all connections one client may have.
const CLIENT_SHARE: usize = 4;

/// How long a client may take to send a request's head, and to begin the next one.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(15);

/// The longest head of a request, and about how much of an answer waits in memory, in bytes.
const BUFFER_BYTES: usize = 32 * 1024;

/// How much of the answers the system keeps for a client that does not read, in bytes, about.
const SEND_BUFFER_BYTES: usize = 256 * 1024;

/// How long requests under way may take to finish once shutdown has begun.
pub const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

/// How long to wait after a failed `accept` (out of file descriptors, most likely).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How many connections are served.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// In all.
    pub connections: usize,
    /// Of one client; of an IPv6 address the first 64 bits count.
    pub by_client: usize,
    /// Whose connections are many clients' and are bounded in all alone.
    pub trusted_proxies: Vec<Network>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::of(CONNECTIONS_MAX)
    }
}

impl Bounds {
    /// With so many connections in all and a share of them for each client.
    pub fn of(connections: usize) -> Self {
        let connections = connections.clamp(1, CONNECTIONS_MAX);
        Self {
            connections,
            by_client: connections.div_ceil(CLIENT_SHARE),
            trusted_proxies: Vec::new(),
        }
    }

    /// With no more connections than so many in all, and its share of these for each client.
    #[must_use]
    pub fn at_most(self, connections: usize) -> Self {
        let most = Self::of(connections);
        Self {
            connections: self.connections.min(most.connections),
            by_client: self.by_client.min(most.by_client),
            ..self
        }
    }
}

/// Serves until `shutdown` resolves, then lets requests under way finish. HTTP/1.1 only, as all
/// the contract's clients speak it; TLS and HTTP/2 are a reverse proxy's business.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) {
    serve_within(Bounds::default(), listener, router, shutdown).await;
}

/// The same, within bounds of one's own.
pub async fn serve_within(
    bounds: Bounds,
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let connections = Connections::new(bounds.connections, bounds.by_client);
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections, &bounds.trusted_proxies) => accepted,
            () = &mut shutdown => break,
        };
        if let Some((stream, peer, place)) = accepted {
            let talk = converse(stream, peer, place, router.clone(), graceful.watcher());
            tokio::spawn(talk);
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were cut off at shutdown");
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Connections>,
    trusted: &[Network],
) -> Option<(TcpStream, SocketAddr, Place)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            let client = peer.ip().to_canonical();
            let counted = (!is_trusted(client, trusted)).then_some(client);
            let place = connections.admit(counted).await?;
            configure(&stream);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

fn configure(stream: &TcpStream) {
    // Answers are small and whole; waiting to fill a packet only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection has no TCP_NODELAY");
    }
    // Left to itself the system may keep megabytes for each that does not read.
    if let Err(error) = SockRef::from(stream).set_send_buffer_size(SEND_BUFFER_BYTES) {
        tracing::debug!(%error, "a connection keeps the system's buffer");
    }
}

/// Answers one connection's requests until it ends, is too slow, or has to make room.
async fn converse<S>(stream: S, peer: SocketAddr, place: Place, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let guest = Arc::clone(place.guest());
    let asked = Arc::clone(&guest);
    let service = service_fn(move |request: Request<Incoming>| {
        answer(Arc::clone(&asked), router.clone(), peer, request)
    });
    // Without `pipeline_flush`: with it, answers are written only once no request waits to be read, so that
    // who sends on and reads nothing has them all gather here.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(
            TokioIo::new(Stream::new(stream, Arc::clone(&guest))),
            service,
        );
    tokio::select! {
        ended = watcher.watch(connection) => if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        },
        () = place.shown_out() => tracing::debug!("a connection made room for another"),
    }
    drop(place);
}

/// Answers one request that names one host, once all that was answered before is on its way: as long as the client does not
/// read, nothing more is made for it.
async fn answer(
    guest: Arc<Guest>,
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    guest.writable().await;
    let working = guest.work();
    let is_offered = request.headers().contains_key(header::EXPECT);
    let mut request =
        request.map(|body| Body::new(Watched::new(body, is_offered, Arc::clone(&guest))));
    if !host::is_right(&request) {
        return Ok((StatusCode::BAD_REQUEST, [(header::CONNECTION, "close")]).into_response());
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    let answered = router.oneshot(request).await;
    drop(working);
    answered
}

#[cfg(test)]
mod tests;
