//! Connections in memory, with time standing still, and on sockets of this machine.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "waits by the runtime's clock, which tests let stand still"
)]

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::{get, post};
use edge::pace::{LEAST_RATE, PATIENCE};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::*;

mod early;
mod full;
mod head;

/// How much a connection in memory takes up that nobody reads, in bytes.
const PIPE_BYTES: usize = 16 * 1024;
const PAGE_BYTES: usize = 64 * 1024;
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

/// A router that counts what it answers with a large page.
fn pages() -> (Router, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let page = move || async move {
        count.fetch_add(1, Ordering::SeqCst);
        vec![b'x'; PAGE_BYTES]
    };
    (Router::new().route("/", get(page)), asked)
}

/// A client and the connection it talks to.
async fn connect(router: Router) -> (DuplexStream, JoinHandle<()>) {
    let (client, server) = duplex(PIPE_BYTES);
    let place = Connections::new(1, 1).admit(None).await.unwrap();
    let graceful = GracefulShutdown::new();
    let watcher = graceful.watcher();
    let conversation = tokio::spawn(async move {
        converse(server, PEER, place, router, watcher).await;
        drop(graceful);
    });
    (client, conversation)
}

/// Sends requests that never end, and reads nothing.
async fn flood(method: &str) -> (usize, Duration) {
    let (router, asked) = pages();
    let (mut client, served) = connect(router).await;
    let requests = format!("{method} / HTTP/1.1\r\nhost: x\r\n\r\n").repeat(20_000);
    let began = Instant::now();
    client.write_all(requests.as_bytes()).await.unwrap_err();
    served.await.unwrap();
    (asked.load(Ordering::SeqCst), began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn answers_that_nobody_reads_do_not_gather() {
    let (answered, took) = flood("GET").await;
    assert!((1..=2).contains(&answered), "{answered}");
    assert!(took < 2 * PATIENCE, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn answers_without_a_body_do_not_gather_either() {
    let (answered, took) = flood("HEAD").await;
    // A head has some hundred bytes.
    assert!((1..=PIPE_BYTES / 50).contains(&answered), "{answered}");
    assert!(took < 2 * PATIENCE, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_sent_ahead_are_all_answered_in_order() {
    let (router, asked) = pages();
    let (mut client, served) = connect(router).await;
    let requests = "GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(99)
        + "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    client.write_all(requests.as_bytes()).await.unwrap();
    let mut answers = Vec::new();
    client.read_to_end(&mut answers).await.unwrap();
    served.await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 100);
    assert!(answers.len() > 100 * PAGE_BYTES);
}

/// Asks for a page and reads it in steps; how much was got, and after how long it ended.
async fn read_slowly(step: usize, pause: Duration) -> (usize, Duration) {
    let (router, _) = pages();
    let (mut client, served) = connect(router).await;
    let request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    client.write_all(request).await.unwrap();
    let began = Instant::now();
    let mut buffer = vec![0; step];
    let mut got = 0;
    while !served.is_finished() {
        sleep(pause).await;
        let most = client.read(&mut buffer).await.unwrap();
        got += most;
    }
    let took = began.elapsed();
    client.read_to_end(&mut Vec::new()).await.unwrap();
    (got, took)
}

#[tokio::test(start_paused = true)]
async fn who_reads_an_answer_too_slowly_is_cut_off() {
    let (got, took) = read_slowly(1, Duration::from_secs(1)).await;
    assert!(got < PAGE_BYTES);
    assert!(took < PATIENCE + Duration::from_secs(2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn who_reads_at_the_least_rate_gets_the_whole_answer() {
    let step = usize::try_from(LEAST_RATE).unwrap();
    let (got, took) = read_slowly(step, Duration::from_secs(1)).await;
    assert!(got + PIPE_BYTES >= PAGE_BYTES, "{got}");
    assert!(took < PATIENCE, "{took:?}");
}

/// What a server on a socket of its own can be asked.
struct Served {
    address: SocketAddr,
    /// Lets those go on that wait in `/work`.
    go_on: Arc<Notify>,
    /// Somebody has begun to wait there.
    begun: Arc<Notify>,
}

async fn served(bounds: Bounds) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (go_on, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wait, tell) = (Arc::clone(&go_on), Arc::clone(&begun));
    let work = move || async move {
        tell.notify_one();
        wait.notified().await;
        "done"
    };
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/work", get(work))
        .route("/body", post(async |body: axum::body::Bytes| body));
    tokio::spawn(serve_within(
        bounds,
        listener,
        router,
        std::future::pending(),
    ));
    Served {
        address,
        go_on,
        begun,
    }
}

impl Served {
    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, path: &str) -> TcpStream {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        self.send(&request).await
    }

    /// Connections that are being worked for.
    async fn working(&self, number: usize) -> Vec<TcpStream> {
        let mut working = Vec::new();
        for _ in 0..number {
            working.push(self.ask("/work").await);
            self.begun.notified().await;
        }
        working
    }
}

/// The whole answer; empty when the connection was ended without one.
async fn answer_of(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn who_only_holds_connections_makes_room_for_who_asks() {
    for held in [
        "",
        "GET / HTTP/1.1\r\nhost: x",
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx",
    ] {
        let served = served(Bounds::of(8)).await;
        let mut holding = Vec::new();
        for _ in 0..40 {
            holding.push(served.send(held).await);
        }
        for _ in 0..10 {
            let answer = answer_of(served.ask("/").await).await;
            assert!(answer.ends_with("here"), "{held:?} {answer}");
        }
    }
}

#[tokio::test]
async fn who_is_worked_for_is_never_shown_out() {
    let bounds = Bounds {
        by_client: 8,
        ..Bounds::of(8)
    };
    let served = served(bounds).await;
    let working = served.working(7).await;
    for _ in 0..20 {
        let answer = answer_of(served.ask("/").await).await;
        assert!(answer.ends_with("here"), "{answer}");
    }
    served.go_on.notify_waiters();
    for one in working {
        assert!(answer_of(one).await.ends_with("done"));
    }
}

#[tokio::test]
async fn a_client_has_no_more_than_its_share_of_the_connections() {
    let bounds = Bounds {
        by_client: 2,
        ..Bounds::of(100)
    };
    let served = served(bounds).await;
    let working = served.working(2).await;
    assert_eq!(answer_of(served.ask("/").await).await, "");
    served.go_on.notify_waiters();
    for one in working {
        assert!(answer_of(one).await.ends_with("done"));
    }
}

#[tokio::test]
async fn a_trusted_proxy_is_not_one_client() {
    let bounds = Bounds {
        by_client: 2,
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..Bounds::of(100)
    };
    let served = served(bounds).await;
    let working = served.working(50).await;
    let answer = answer_of(served.ask("/").await).await;
    assert!(answer.ends_with("here"), "{answer}");
    drop(working);
}

#[test]
fn fewer_in_all_are_fewer_for_each_client() {
    let few = Bounds::default().at_most(100);
    assert_eq!((few.connections, few.by_client), (100, 25));
    let none = Bounds::default().at_most(0);
    assert_eq!((none.connections, none.by_client), (1, 1));
    let many = Bounds::of(100).at_most(1 << 30);
    assert_eq!((many.connections, many.by_client), (100, 25));
}

#[tokio::test]
async fn a_household_is_one_client_whatever_addresses_it_takes() {
    let connections = Connections::new(10, 1);
    let admit = async |address: &str| connections.admit(Some(address.parse().unwrap())).await;
    let place = admit("2001:db8:1:2::1").await.unwrap();
    let _working = place.guest().work();
    assert!(admit("2001:db8:1:2:ffff::9").await.is_none());
    assert!(admit("2001:db8:1:3::1").await.is_some());
}

#[tokio::test(start_paused = true)]
async fn who_does_not_send_a_whole_head_is_cut_off() {
    let (router, asked) = pages();
    let (mut client, served) = connect(router).await;
    let began = Instant::now();
    client.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
    served.await.unwrap();
    let late = HEADER_TIMEOUT + Duration::from_secs(1);
    assert!((HEADER_TIMEOUT..late).contains(&began.elapsed()));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_is_too_long_is_refused() {
    let (router, asked) = pages();
    let (mut client, _served) = connect(router).await;
    let head = format!("GET / HTTP/1.1\r\nhost: {}", "x".repeat(2 * BUFFER_BYTES));
    // It is not read to its end.
    let _cut = client.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 431 "));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
