//! `POST /izin/v1/brands/{brandCode}/check-list`.

mod withdrawn;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures::{StreamExt as _, stream};
use registry::limits::{LISTS_MAX, PARTY_LISTS_MAX};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::check::{INTERMEDIARY_USER, basic, intermediary, record};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER};

fn path(query: &str) -> String {
    format!("/izin/v1/brands/{OPEN_BRAND}/check-list?{query}")
}

async fn send(app: &App, query: &str, content_type: &str, body: Body) -> Answer {
    let request = Request::post(path(query))
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(PROVIDER).await),
        )
        .header(header::CONTENT_TYPE, content_type)
        .body(body)
        .unwrap();
    app.send_request(request).await
}

/// The answered lines and the summary, whose digests and signature are verified.
#[track_caller]
fn verified(app: &App, answer: &Answer, input: &[u8]) -> (Vec<String>, Value) {
    assert_eq!(answer.status, StatusCode::OK);
    let text = std::str::from_utf8(&answer.bytes).unwrap();
    let mut lines: Vec<_> = text.split_inclusive('\n').collect();
    let (signature, summary) = (lines.pop().unwrap(), lines.pop().unwrap());
    let plain = summary.starts_with("# ");
    let summary = summary.trim_start_matches("# ").trim_end();
    let signature = if plain {
        signature.trim_start_matches("# ").trim_end().to_owned()
    } else {
        let line: Value = serde_json::from_str(signature).unwrap();
        line["signature"].as_str().unwrap().to_owned()
    };
    let signature: [u8; 64] = hex::decode(signature).unwrap().try_into().unwrap();
    assert!(
        app.registry
            .asking()
            .signer()
            .verify(summary.as_bytes(), &signature)
    );
    let summary: Value = serde_json::from_str(summary).unwrap();
    assert_eq!(summary["inputSha256"], hex::encode(Sha256::digest(input)));
    assert_eq!(
        summary["outputSha256"],
        hex::encode(Sha256::digest(lines.concat()))
    );
    assert_eq!(summary["lines"], lines.len());
    let lines = lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect();
    (lines, summary)
}

#[tokio::test]
async fn each_line_is_answered_in_its_place_and_the_bad_ones_are_named() {
    let app = App::new().await;
    record(&app, "+905321234567", "BIREYSEL", "MESAJ", "ONAY").await;
    record(&app, "+905321234568", "BIREYSEL", "MESAJ", "ONAY").await;
    record(&app, "+905321234568", "BIREYSEL", "MESAJ", "RET").await;
    let long = "5".repeat(2_000);
    let input = [
        b"+905321234568\r\n+905321234567\n\nayse@ornek.example\n+90532\xff234567\n".as_slice(),
        long.as_bytes(),
        b"\n5321234567\n+905321234569\n+905321234567",
    ]
    .concat();
    let answer = send(&app, "type=MESAJ", "text/plain", Body::from(input.clone())).await;
    let (lines, summary) = verified(&app, &answer, &input);
    let expected = [
        "0 REFUSED",
        "1 APPROVED",
        "! EMPTY",
        "! WRONG_KIND",
        "! NOT_TEXT",
        "! TOO_LONG",
        "! NOT_A_PHONE",
        "0 NO_RECORD",
        "1 APPROVED",
    ];
    assert_eq!(lines, expected);
    assert_eq!(
        (&summary["allowed"], &summary["denied"], &summary["invalid"]),
        (&json!(2), &json!(2), &json!(5))
    );
    assert_eq!(summary["brandCode"], OPEN_BRAND);
    assert_eq!(summary["type"], "MESAJ");
    assert_eq!(summary["recipientType"], "BIREYSEL");
    assert_eq!(summary["validUntil"], "2026-03-10T13:00:06.000+03:00");
}

#[tokio::test]
async fn rows_in_json_may_say_their_type_and_are_answered_in_json() {
    let app = App::new().await;
    record(&app, "+905321234567", "TACIR", "MESAJ", "ONAY").await;
    let input = "\"+905321234567\"\n\
                 {\"recipient\":\"+905321234567\",\"recipientType\":\"TACIR\"}\n\
                 {\"recipient\":\"+905321234567\",\"type\":\"ARAMA\"}\n";
    let answer = send(
        &app,
        "type=MESAJ",
        "application/x-ndjson",
        Body::from(input),
    )
    .await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/x-ndjson");
    let (lines, _) = verified(&app, &answer, input.as_bytes());
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected = [
        json!({ "decision": "DENY", "reason": "NO_RECORD" }),
        json!({ "decision": "ALLOW", "reason": "MERCHANT_NOT_REFUSED" }),
        json!({ "decision": "INVALID", "reason": "NOT_A_ROW" }),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_list_is_answered_as_each_of_its_lines_alone() {
    let app = App::new().await;
    let numbers: Vec<_> = (0..60)
        .map(|number| format!("+9053212345{number:02}"))
        .collect();
    for (place, number) in numbers.iter().enumerate() {
        if place % 3 > 0 {
            record(&app, number, "BIREYSEL", "MESAJ", "ONAY").await;
        }
        if place % 3 > 1 {
            record(&app, number, "BIREYSEL", "MESAJ", "RET").await;
        }
    }
    let token = app.token(PROVIDER).await;
    let input = numbers.join("\n");
    let answer = send(&app, "type=MESAJ", "text/plain", Body::from(input.clone())).await;
    let (lines, _) = verified(&app, &answer, input.as_bytes());
    for (number, line) in numbers.iter().zip(lines) {
        let body = json!({ "recipient": number, "type": "MESAJ" });
        let path = format!("/izin/v1/brands/{OPEN_BRAND}/check");
        let single = app
            .send(axum::http::Method::POST, &path, Some(&token), Some(body))
            .await;
        let mark = if single.status == StatusCode::OK {
            "1"
        } else {
            "0"
        };
        let reason = single.json()["reason"].as_str().unwrap().to_owned();
        assert_eq!(line, format!("{mark} {reason}"));
    }
}

#[tokio::test]
async fn a_long_list_in_odd_pieces_keeps_its_order() {
    let app = App::new().await;
    record(&app, "+905320000007", "BIREYSEL", "MESAJ", "ONAY").await;
    let numbers: Vec<_> = (0..60_000)
        .map(|number| format!("+90532{number:07}\n"))
        .collect();
    let input = numbers.concat();
    let pieces: Vec<_> = input
        .as_bytes()
        .chunks(10_007)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let answer = send(
        &app,
        "type=MESAJ",
        "text/plain",
        Body::from_stream(stream::iter(pieces)),
    )
    .await;
    let (lines, summary) = verified(&app, &answer, input.as_bytes());
    assert_eq!(lines.len(), 60_000);
    let allowed: Vec<_> = (0..)
        .zip(&lines)
        .filter(|(_, line)| line.starts_with('1'))
        .collect();
    assert_eq!(allowed, [(7, &"1 APPROVED".to_owned())]);
    assert_eq!(summary["denied"], 59_999);
}

#[tokio::test]
async fn an_empty_list_has_a_summary_too() {
    let app = App::new().await;
    let answer = send(&app, "type=MESAJ", "text/plain", Body::empty()).await;
    let (lines, summary) = verified(&app, &answer, b"");
    assert!(lines.is_empty());
    assert_eq!(summary["lines"], 0);
}

/// Reads an answer to its end; `None`: it broke off.
async fn read_out(response: axum::response::Response) -> Option<Vec<u8>> {
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    body.ok().map(|bytes| bytes.to_vec())
}

#[tokio::test]
async fn a_list_that_breaks_off_gets_no_summary() {
    let app = App::new().await;
    let pieces = [
        Ok(Bytes::from_static(b"+905321234567\n")),
        Err(std::io::Error::other("gone")),
    ];
    let request = Request::post(path("type=MESAJ"))
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(PROVIDER).await),
        )
        .body(Body::from_stream(stream::iter(pieces).boxed()))
        .unwrap();
    let response = app.respond(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(read_out(response).await, None);
}

#[tokio::test]
async fn a_list_that_cannot_be_logged_is_unknown() {
    let app = App::new().await;
    app.checks.log.close().unwrap();
    let answer = send(
        &app,
        "type=MESAJ",
        "text/plain",
        Body::from("+905321234567\n"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["decision"], "UNKNOWN");
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_list_whose_log_fails_on_the_way_is_cut_off() {
    let app = App::new().await;
    let log = app.checks.log.clone();
    let pieces = [b"+905321234567\n".as_slice(), b"+905321234568\n"];
    let pieces = stream::iter(pieces).map(move |piece| {
        // By now the list has begun.
        let _closed = log.close();
        Ok::<_, std::io::Error>(Bytes::from_static(piece))
    });
    let request = Request::post(path("type=MESAJ"))
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(PROVIDER).await),
        )
        .body(Body::from_stream(pieces))
        .unwrap();
    let response = app.respond(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(read_out(response).await, None);
}

#[tokio::test]
async fn who_may_not_ask_gets_no_line() {
    let app = App::new().await;
    let token = app.token(STRANGER).await;
    let ask = async |authorization: Option<String>| {
        let mut request = Request::post(path("type=MESAJ"));
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        app.send_request(request.body(Body::from("+905321234567\n")).unwrap())
            .await
    };
    let stranger = ask(Some(format!("Bearer {token}"))).await;
    assert_eq!(
        (stranger.status, stranger.codes()),
        (StatusCode::FORBIDDEN, vec!["H353".into()])
    );
    assert_eq!(ask(None).await.codes(), ["H351"]);
    intermediary(&app, true).await;
    let granted = ask(Some(basic(INTERMEDIARY_USER))).await;
    let (lines, _) = verified(&app, &granted, b"+905321234567\n");
    assert_eq!(lines, ["0 NO_RECORD"]);
}

#[tokio::test]
async fn a_question_without_a_channel_or_with_wrong_words_is_refused() {
    let app = App::new().await;
    let codes = async |query: &str| {
        send(&app, query, "text/plain", Body::from("x"))
            .await
            .codes()
    };
    assert_eq!(codes("").await, ["H111"]);
    assert_eq!(codes("type=SMS&recipientType=x").await, ["H117", "H116"]);
    assert_eq!(codes("type=MESAJ&type=MESAJ").await, ["H097"]);
}

/// A question about a provider's own brand, answered as it comes.
async fn asked(app: &App, provider: u32, body: Body) -> axum::response::Response {
    let token = app.token(provider).await;
    asked_with(app, provider, &token, body).await
}

/// The same with a token that is there already.
async fn asked_with(app: &App, provider: u32, token: &str, body: Body) -> axum::response::Response {
    let path = format!("/izin/v1/brands/{provider}/check-list?type=MESAJ");
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "text/plain")
        .body(body)
        .unwrap();
    app.respond(request).await
}

#[tokio::test]
async fn a_party_with_many_slow_lists_leaves_others_theirs_and_its_calls_are_h124() {
    let app = App::new().await;
    let mut open = Vec::new();
    for number in 0..4 * LISTS_MAX {
        let endless = stream::pending::<Result<Bytes, std::io::Error>>();
        let response = asked(&app, PROVIDER, Body::from_stream(endless)).await;
        let expected = if number < PARTY_LISTS_MAX {
            StatusCode::OK
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(response.status(), expected);
        open.push(response);
    }
    let list = Body::from("+905325550101\n");
    let response = asked(&app, STRANGER, list).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(read_out(response).await.is_some());
}

#[tokio::test]
async fn a_list_that_trickles_is_cut_off_and_its_place_is_free_again() {
    let app = App::new().await;
    // Who asks is in memory from here on: no store is waited for while time stands still.
    let token = app.token(PROVIDER).await;
    read_out(asked_with(&app, PROVIDER, &token, Body::empty()).await).await;
    tokio::time::pause();
    for _ in 0..2 * PARTY_LISTS_MAX {
        let trickle = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"+")), ()))
        });
        let response = asked_with(&app, PROVIDER, &token, Body::from_stream(trickle)).await;
        assert_eq!(response.status(), StatusCode::OK);
        let end = tokio::time::timeout(2 * ::edge::pace::PATIENCE, read_out(response));
        assert_eq!(end.await.unwrap(), None);
    }
}
