//! `…/days/{date}/comparison`.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

use super::{DAY, PHONE, busy, file, get, path, rows, text};
use crate::app::{Answer, App, PROVIDER};

async fn compare(app: &App, query: &str, given: impl Into<Body>) -> Answer {
    let token = app.token(PROVIDER).await;
    let request = Request::post(path(&format!("/{DAY}/comparison{query}")))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "text/csv")
        .body(given.into())
        .unwrap();
    app.send_request(request).await
}

async fn state(app: &App) -> Value {
    get(app, "").await.json()["days"][0]["state"].clone()
}

fn counts(body: &Value) -> [u64; 5] {
    ["alike", "onlyHere", "onlyThere", "different", "unreadable"]
        .map(|name| body["compared"][name].as_u64().unwrap())
}

#[tokio::test]
async fn the_days_own_file_is_told_to_be_it_and_a_table_of_it_to_say_the_same() {
    let app = busy().await;
    let contract = text(&file(&app, DAY).await);
    let body = compare(&app, "", contract.clone()).await.json();
    assert_eq!(body["isTheFile"], true);
    assert_eq!(counts(&body), [5, 0, 0, 0, 0]);
    let digest = hex::encode(Sha384::digest(&contract));
    assert_eq!(body["publishedHashValue"], digest);
    assert_eq!(body["compared"]["hashValue"], digest);
    for form in ["csv", "xlsx"] {
        let table = get(&app, &format!("/{DAY}/{form}")).await.bytes;
        let body = compare(&app, "", table).await.json();
        assert_eq!(body["isTheFile"], false, "{form}");
        assert_eq!(counts(&body), [5, 0, 0, 0, 0], "{form}");
        assert_eq!(body["differences"], json!([]));
    }
    assert_eq!(state(&app).await, "published");
}

/// The day's file without its first movement, with another source for its second, and a movement more.
fn other(contract: &str) -> String {
    let mut lines: Vec<String> = contract.lines().map(str::to_owned).collect();
    lines.remove(1);
    lines[1] = lines[1]
        .replace("HS_", "IYS_")
        .replace("IYS_WEB", "HS_MOBIL");
    let number = "ab".repeat(32);
    lines.push(format!(
        "2026-03-10 14:00:00,{number},+905325550199,BIREYSEL,MESAJ,RET,2026-03-10 13:00:00,HS_WEB"
    ));
    lines.join("\n")
}

#[tokio::test]
async fn rows_of_one_side_alone_and_rows_that_differ_are_told_with_their_line_and_fields() {
    let app = busy().await;
    let contract = text(&file(&app, DAY).await);
    let given = other(&contract);
    let changed: Vec<&str> = given.lines().nth(1).unwrap().split(',').collect();
    let body = compare(&app, "", given.clone()).await.json();
    assert_eq!(counts(&body), [3, 1, 1, 1, 0]);
    let told = body["differences"].as_array().unwrap();
    let of = |kind: &str| {
        let mut all = told.iter();
        all.find(|one| one["difference"] == kind).unwrap()
    };
    let different = of("different");
    assert_eq!(different["fields"], json!(["source"]));
    assert_eq!(different["line"], 2);
    assert_eq!(different["there"]["source"], changed[7]);
    assert_eq!(different["here"]["transactionId"], changed[1]);
    assert_ne!(different["here"]["source"], changed[7]);
    let here = of("onlyHere");
    let first: Vec<&str> = contract.lines().nth(1).unwrap().split(',').collect();
    assert_eq!(here["here"]["transactionId"], first[1]);
    let there = of("onlyThere");
    assert_eq!(there["there"]["recipient"], "+905325550199");
    assert_eq!(there["line"], 6);
    assert_eq!(state(&app).await, "different");
    for form in ["csv", "xlsx"] {
        let answer = compare(&app, &format!("?answer={form}"), given.clone()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let table = rows(answer.bytes);
        assert_eq!(table.len(), 4, "{form}");
        assert_eq!(table[0][..3], ["difference", "fields", "line"]);
        let mut kinds: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["different", "onlyHere", "onlyThere"]);
    }
    // What is mended is no difference any more.
    compare(&app, "", contract).await;
    assert_eq!(state(&app).await, "published");
}

#[tokio::test]
async fn a_list_of_ones_own_is_compared_by_whose_record_it_is_in_what_it_says() {
    let app = busy().await;
    let given = format!(
        "Telefon;Kanal;Durum\n0532 555 01 01;SMS;evet\n{PHONE};MESAJ;RET\n+905325550102;MESAJ;RET\nx;MESAJ;ONAY\n"
    );
    let body = compare(&app, "", given).await.json();
    // The e-mail address and the retailer's record are not in it.
    assert_eq!(counts(&body), [2, 2, 0, 1, 1]);
    let told = body["differences"].as_array().unwrap();
    let different = told.iter().find(|one| one["difference"] == "different");
    assert_eq!(different.unwrap()["fields"], json!(["status"]));
    let unreadable = told.iter().find(|one| one["difference"] == "unreadable");
    let unreadable = unreadable.unwrap();
    assert_eq!(
        (&unreadable["line"], &unreadable["fields"]),
        (&json!(5), &json!(["H121"]))
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused_by_name_and_nothing_is_kept() {
    let app = busy().await;
    for (given, why) in [
        (&b""[..], "NO_HEADER"),
        (b"a;b\n1;2\n", "NO_HEADER"),
        (b"Telefon;Durum\n1;2\n", "NO_NAMES"),
        (b"PK\x03\x04rubbish", "BOOK_DAMAGED"),
        (&[0xd0, 0xcf, 0x11, 0xe0, 1, 2], "BOOK_OLD_OR_LOCKED"),
    ] {
        let answer = compare(&app, "", given.to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{why}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["code"], "H097");
        assert_eq!(
            (&error["location"], &error["value"]),
            (&json!(["file"]), &json!(why))
        );
    }
    let answer = compare(&app, "?answer=pdf", "x").await;
    assert_eq!(answer.codes(), ["H095"]);
    let token = app.token(PROVIDER).await;
    let request = Request::post(path(&format!("/{DAY}/comparison")))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_LENGTH, 64 * 1024 * 1024 + 1)
        .body(Body::from(vec![b'x'; 64 * 1024 * 1024 + 1]))
        .unwrap();
    let answer = app.send_request(request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let day = &get(&app, "").await.json()["days"][0];
    assert_eq!(
        (&day["state"], &day["compared"]),
        (&json!("published"), &Value::Null)
    );
    let other = path("/2026-03-09/comparison");
    let request = Request::post(other)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from("x"))
        .unwrap();
    let answer = app.send_request(request).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}
