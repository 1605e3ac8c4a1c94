//! Answers that are given before a request's body has come.

use super::super::body::{UNREAD_BYTES_MAX, UNREAD_PATIENCE, UNREAD_TIMEOUT};
use super::*;

/// Refuses whatever is posted, without a look at it.
fn refusing() -> Router {
    Router::new().route("/", post(async || StatusCode::UNAUTHORIZED))
}

/// The head of a request with a long body.
fn long_post(more: &str) -> String {
    post_of(LONG_BYTES, more)
}

fn post_of(bytes: usize, more: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}content-length: {bytes}\r\n\r\n"
    )
}

const LONG_BYTES: usize = 1024 * 1024;
/// How much of a body is sent at a time, in bytes.
const PIECE_BYTES: usize = 1024 * 1024;

/// Sends so much of a body, with a pause after each piece, and says what came back.
async fn send_on(
    client: &mut DuplexStream,
    bytes: usize,
    pause: Duration,
) -> std::io::Result<String> {
    let piece = vec![b'x'; PIECE_BYTES];
    for _ in 0..bytes.div_ceil(PIECE_BYTES) {
        client.write_all(&piece).await?;
        sleep(pause).await;
    }
    let mut answer = String::new();
    client.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test(start_paused = true)]
async fn an_answer_given_before_the_body_has_come_reaches_who_sends_on() {
    let (mut client, served) = connect(refusing()).await;
    let head = long_post("");
    client.write_all(head.as_bytes()).await.unwrap();
    client.write_all(&vec![b'x'; LONG_BYTES]).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    served.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_asks_before_sending_a_body_is_not_told_to_go_on_by_an_early_answer() {
    let (mut client, served) = connect(refusing()).await;
    let head = long_post("expect: 100-continue\r\n");
    client.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    served.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_wants_and_that_never_ends_holds_no_connection() {
    let (mut client, served) = connect(refusing()).await;
    client.write_all(long_post("").as_bytes()).await.unwrap();
    let began = Instant::now();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    served.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(began.elapsed() <= UNREAD_PATIENCE + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn who_sends_more_than_anybody_may_hears_of_it() {
    // Longer than the longest body there is, and by no fast line.
    let bytes = 40 * PIECE_BYTES;
    assert!(bytes > crate::edge::body::BATCH_BYTES_MAX);
    for pause in [Duration::ZERO, Duration::from_secs(1)] {
        let (mut client, served) = connect(refusing()).await;
        let head = post_of(bytes, "");
        client.write_all(head.as_bytes()).await.unwrap();
        let answer = send_on(&mut client, bytes, pause).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        served.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_is_read_on_than_twice_the_longest_body() {
    let (mut client, served) = connect(refusing()).await;
    let bytes = UNREAD_BYTES_MAX + 4 * PIECE_BYTES;
    let head = post_of(bytes, "");
    client.write_all(head.as_bytes()).await.unwrap();
    let sent = send_on(&mut client, bytes, Duration::ZERO).await;
    assert_eq!(sent.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
    served.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_trickles_a_body_that_nobody_wants_holds_no_connection() {
    let (mut client, served) = connect(refusing()).await;
    client.write_all(long_post("").as_bytes()).await.unwrap();
    let began = Instant::now();
    while !served.is_finished() {
        let _cut = client.write_all(b"x").await;
        sleep(Duration::from_secs(1)).await;
    }
    assert!(began.elapsed() <= UNREAD_TIMEOUT + Duration::from_secs(2));
}
