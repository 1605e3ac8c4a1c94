//! Requests whose head says for whom they are.

use super::*;

/// What is answered to a head, and how many pages were made for it.
async fn answered(head: &str) -> (String, usize) {
    let (router, asked) = pages();
    let (mut client, served) = connect(router).await;
    client.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    served.await.unwrap();
    (answer, asked.load(Ordering::SeqCst))
}

#[tokio::test(start_paused = true)]
async fn a_request_that_names_no_host_or_two_is_refused_and_the_connection_ends() {
    for hosts in ["", "host: a\r\nhost: a\r\n", "host: a b\r\n"] {
        // The second request is nobody's any more.
        let head = format!("GET / HTTP/1.1\r\n{hosts}\r\n").repeat(2);
        let (answer, asked) = answered(&head).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{hosts:?} {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{hosts:?}");
        assert_eq!(asked, 0, "{hosts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_of_http_1_0_need_name_no_host() {
    let (answer, asked) = answered("GET / HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 200 "), "{answer:.100}");
    assert_eq!(asked, 1);
}
