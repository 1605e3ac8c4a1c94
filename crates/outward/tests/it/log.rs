//! The calls to authorities and witnesses, against servers that answer as they are told.

use outward::LogClient;
use registry::proof::public_log::{
    ANSWER_BYTES_MAX, StampCall, StampTransport, WITNESS_ANSWER_BYTES_MAX, WitnessAnswer,
    WitnessTransport,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server for one request: where it is, and what it was sent in the end.
async fn server(answer: Vec<u8>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        // Every request here ends with its body's mark or, without a body, with the head.
        while !(request.ends_with(b"#") || request.ends_with(b"\r\n\r\n") && is_get(&request)) {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
        }
        // The client may hang up on an answer that is too long.
        let _ = stream.write_all(&answer).await;
        String::from_utf8(request).unwrap()
    });
    (url, served)
}

fn is_get(request: &[u8]) -> bool {
    request.starts_with(b"GET")
}

fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

async fn stamp(url: &str, identity: Option<&str>) -> Result<Vec<u8>, String> {
    let call = StampCall {
        url,
        body: b"query#".to_vec(),
        identity: identity.map(ToOwned::to_owned),
    };
    LogClient::default().stamp(call).await
}

async fn cosign(url: &str) -> Result<WitnessAnswer, String> {
    let body = "old 0\n\n#".to_owned();
    LogClient::default().add_checkpoint(url, body).await
}

#[tokio::test]
async fn a_query_is_posted_with_its_media_type_and_the_account() {
    let (url, served) = server(answer("200 OK", b"reply")).await;
    let url = format!("{url}/tsa");
    assert_eq!(stamp(&url, Some("1234|abc")).await, Ok(b"reply".to_vec()));
    let request = served.await.unwrap().to_ascii_lowercase();
    assert!(request.starts_with("post /tsa http/1.1\r\n"), "{request}");
    assert!(request.contains("\r\ncontent-type: application/timestamp-query\r\n"));
    assert!(request.contains("\r\nidentity: 1234|abc\r\n"));
    assert!(request.ends_with("\r\n\r\nquery#"));
}

#[tokio::test]
async fn without_an_account_there_is_no_header_of_one() {
    let (url, served) = server(answer("200 OK", b"reply")).await;
    stamp(&url, None).await.unwrap();
    let request = served.await.unwrap().to_ascii_lowercase();
    assert!(!request.contains("identity"), "{request}");
}

#[tokio::test]
async fn a_reply_is_a_reply_whatever_the_status_says() {
    let (url, _) = server(answer("400 Bad Request", b"refusal")).await;
    assert_eq!(stamp(&url, None).await, Ok(b"refusal".to_vec()));
}

#[tokio::test]
async fn an_answer_without_a_body_is_none() {
    let (url, _) = server(answer("503 Service Unavailable", b"")).await;
    assert_eq!(stamp(&url, None).await, Err("answered 503".to_owned()));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (elsewhere, reached) = server(answer("200 OK", b"reply")).await;
    let moved = format!("307 Temporary Redirect\r\nlocation: {elsewhere}");
    let (url, _) = server(answer(&moved, b"elsewhere")).await;
    assert_eq!(stamp(&url, None).await, Err("answered 307".to_owned()));
    assert!(!reached.is_finished());
    reached.abort();
}

#[tokio::test]
async fn answers_that_are_too_long_are_cut_off() {
    let longest = vec![b'a'; ANSWER_BYTES_MAX];
    let (url, _) = server(answer("200 OK", &longest)).await;
    assert_eq!(stamp(&url, None).await, Ok(longest.clone()));
    let (url, _) = server(answer("200 OK", &[longest, vec![b'a']].concat())).await;
    assert!(stamp(&url, None).await.is_err());
    let (url, _) = server(answer("200 OK", &vec![b'a'; WITNESS_ANSWER_BYTES_MAX + 1])).await;
    assert!(cosign(&url).await.is_err());
}

#[tokio::test]
async fn an_authority_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::time::pause();
    assert!(stamp(&url, None).await.is_err());
}

#[tokio::test]
async fn what_cannot_be_called_is_an_error_without_the_account() {
    for url in ["not a url", "http://127.0.0.1:1/", "ftp://localhost/"] {
        let error = stamp(url, Some("secret|abc")).await.unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }
    let error = stamp("http://127.0.0.1:1/", Some("secret\n"))
        .await
        .unwrap_err();
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_witness_answers_with_signatures_a_size_or_a_status() {
    let refused = |status: u16| Ok(WitnessAnswer::Refused(format!("answered {status}")));
    for (response, expected) in [
        (
            answer("200 OK", b"line\n"),
            Ok(WitnessAnswer::Signatures("line\n".to_owned())),
        ),
        (answer("409 Conflict", b"42\n"), Ok(WitnessAnswer::Size(42))),
        (answer("409 Conflict", b"many\n"), refused(409)),
        (answer("403 Forbidden", b"no"), refused(403)),
        (answer("302 Found\r\nlocation: /", b""), refused(302)),
        (
            answer("200 OK", b"\xff"),
            Err("its answer is no text".to_owned()),
        ),
    ] {
        let (url, served) = server(response).await;
        // One slash at the end or none: the address is the same.
        assert_eq!(cosign(&format!("{url}/witness/")).await, expected);
        let request = served.await.unwrap();
        assert!(request.starts_with("POST /witness/add-checkpoint HTTP/1.1\r\n"));
    }
}

#[tokio::test]
async fn a_witness_shows_its_newest_checkpoint() {
    let (url, served) = server(answer("200 OK", b"note\n")).await;
    let newest = LogClient::default().newest(&url, "abcd").await;
    assert_eq!(newest, Ok("note\n".to_owned()));
    assert!(served.await.unwrap().starts_with("GET /abcd/checkpoint "));
    let (url, _) = server(answer("404 Not Found", b"")).await;
    let newest = LogClient::default().newest(&url, "abcd").await;
    assert_eq!(newest, Err("answered 404".to_owned()));
}
