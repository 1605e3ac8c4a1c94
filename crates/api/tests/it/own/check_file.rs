//! `POST …/check-file` and its receipt.

use std::io::Cursor;
use std::ops::ControlFlow;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::intermediary::IntermediaryCode;
use directory::line::LineClosure;
use domain::{Address, Channel, Timestamp};
use receipt::{CheckKey, Decision, Finding, ListFile, ListReceipt, Proven, verify_list};
use sha2::{Digest as _, Sha256};
use tables::export::{BookStream, Rows as _};

use super::check::{INTERMEDIARY, INTERMEDIARY_USER, basic, intermediary, record};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER};
use crate::proofs::reader;

const PHONE: &str = "+905321234567";
const REFUSER: &str = "+905321234568";
const UNKNOWN: &str = "+905321234569";

fn path(rest: &str) -> String {
    format!("/izin/v1/brands/{OPEN_BRAND}/check-file{rest}")
}

async fn check_as(app: &App, proof: String, query: &str, file: impl Into<Body>) -> Answer {
    let request = Request::post(path(query))
        .header(header::AUTHORIZATION, proof)
        .header(header::CONTENT_TYPE, "text/csv")
        .body(file.into())
        .unwrap();
    app.send_request(request).await
}

async fn check(app: &App, query: &str, file: impl Into<Body>) -> Answer {
    let token = app.token(PROVIDER).await;
    check_as(app, format!("Bearer {token}"), query, file).await
}

fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    tables::file::read_rows(Cursor::new(file), |row| {
        rows.push(row.cells().map(str::to_owned).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

async fn receipt(app: &App, answer: &Answer) -> Answer {
    app.get(PROVIDER, answer.header("izin-receipt")).await
}

/// A registry that knows an approval and a refusal.
async fn place() -> App {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    record(&app, REFUSER, "BIREYSEL", "MESAJ", "ONAY").await;
    record(&app, REFUSER, "BIREYSEL", "MESAJ", "RET").await;
    app
}

#[tokio::test]
async fn the_same_rows_come_back_with_their_answers_and_one_receipt_proves_the_whole_run() {
    let app = place().await;
    let list = format!(
        "Ad;Telefon\nAyşe;0532 123 45 67\nAli;{REFUSER}\n=1+1;{UNKNOWN}\nX;ayse@ornek.example\n;5,32E+11\n"
    );
    let answer = check(&app, "?type=MESAJ", list.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let read = rows(&answer.bytes);
    let header = [
        "Ad",
        "Telefon",
        "decision",
        "reason",
        "asof",
        "valid_until",
        "changed_hands",
    ];
    assert_eq!(read[0], header);
    let said: Vec<_> = read[1..]
        .iter()
        .map(|row| [&row[0], &row[2], &row[3]].map(String::as_str))
        .collect();
    let expected = [
        ["Ayşe", "ALLOW", "APPROVED"],
        ["Ali", "DENY", "REFUSED"],
        ["=1+1", "DENY", "NO_RECORD"],
        ["X", "INVALID", "WRONG_KIND"],
        ["", "INVALID", "NUMBER_SHORTENED"],
    ];
    assert_eq!(said, expected);
    assert_eq!(read[1][1], "0532 123 45 67");
    let as_of = "2026-03-10T12:00:06.000+03:00";
    assert_eq!(
        read[1][4..],
        [as_of, "2026-03-10T13:00:06.000+03:00", ""].map(str::to_owned)
    );
    assert_eq!(read[2][5], "");

    let file = receipt(&app, &answer).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(!file.text().contains("5321234567"));
    let receipt = ListReceipt::parse(&file.bytes).unwrap();
    assert_eq!(receipt.to_json().as_bytes(), file.bytes);
    let statement = receipt.statement();
    assert_eq!(
        (
            statement.rows,
            statement.allowed,
            statement.denied,
            statement.invalid
        ),
        (5, 1, 2, 2)
    );
    assert_eq!(statement.brand_code, OPEN_BRAND);
    assert_eq!(statement.as_of_from, as_of);
    let key = app.registry.asking().signer().public_key();
    let key = CheckKey::from_bytes(&key).unwrap();
    let digests = [list.as_bytes(), &answer.bytes].map(|file| Sha256::digest(file).into());
    let verdict = verify_list(
        &receipt,
        &digests,
        std::slice::from_ref(&key),
        &reader(&app),
    );
    assert_eq!(verdict.decision(), Decision::Proven);
    for part in [ListFile::Given, ListFile::Answered] {
        let found = Finding::Proven(Proven::ListFile(part));
        assert!(verdict.findings().any(|finding| *finding == found));
    }
    let other = [Sha256::digest(b"another list").into()];
    let verdict = verify_list(&receipt, &other, &[key], &reader(&app));
    assert_eq!(verdict.decision(), Decision::Failed);
    // Each is in the log of checks, as any other check.
    let address = Address::from_wire(UNKNOWN, Channel::Text).unwrap();
    assert_eq!(app.checks_of(&address).await.len(), 1);
}

#[tokio::test]
async fn a_book_is_answered_as_its_rows_are_in_csv() {
    let app = place().await;
    let mut book = BookStream::new(Vec::new(), &["Telefon", "Alıcı Tipi"]).unwrap();
    for number in 0..2_500 {
        let phone = format!("+90532{number:07}");
        let kind = if number % 2 == 0 { "TACIR" } else { "" };
        book.write(&[&phone, kind]).unwrap();
    }
    book.write(&[PHONE, "BIREYSEL"]).unwrap();
    book.write(&[PHONE, "KISI"]).unwrap();
    let book = book.finish().unwrap();
    let csv = check(&app, "?type=MESAJ&answer=csv", book.clone()).await;
    let xlsx = check(&app, "?type=MESAJ&answer=xlsx", book).await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let (csv, xlsx) = (rows(&csv.bytes), rows(&xlsx.bytes));
    assert_eq!(csv.len(), 2_503);
    assert_eq!(csv, xlsx);
    assert_eq!(csv[2_501][2], "ALLOW");
    assert_eq!(csv[2_502][3], "NOT_A_RECIPIENT_TYPE");
    // What was answered before is answered anew, and its columns stand there once.
    let mut again = String::new();
    for row in &csv[..3] {
        again.push_str(&row.join(";"));
        again.push('\n');
    }
    let answer = check(&app, "?type=MESAJ", again).await;
    assert_eq!(rows(&answer.bytes)[..3], csv[..3]);
}

#[tokio::test]
async fn whether_a_number_has_changed_hands_is_told_for_the_rows_date_and_of_own_records_alone() {
    let app = place().await;
    intermediary(&app, true).await;
    let closed_at = Timestamp::from_wire("2026-03-05 12:00:00").unwrap();
    let closure = |phone| LineClosure {
        recipient: app
            .ledger
            .recipient_id(&Address::from_wire(phone, Channel::Text).unwrap()),
        closed_at,
    };
    let closures = vec![closure(PHONE), closure(REFUSER), closure(UNKNOWN)];
    let reporter = IntermediaryCode(INTERMEDIARY);
    let now = app.registry.now();
    app.directory
        .close_lines(closures, reporter, now)
        .await
        .unwrap();
    let list = format!(
        "Telefon;İzin Tarihi\n{PHONE};2026-03-01 10:00:00\n{PHONE};06.03.2026\n{PHONE};\n{PHONE};dün\n\
         {REFUSER};05.03.2026\n{UNKNOWN};2026-03-01 10:00:00\n"
    );
    let answer = check(&app, "?type=MESAJ", list.clone()).await;
    let read = rows(&answer.bytes);
    let hands: Vec<_> = read[1..].iter().map(|row| row[6].as_str()).collect();
    assert_eq!(hands, ["YES", "NO", "", "NOT_A_DATE", "YES", ""]);
    let receipt = receipt(&app, &answer).await;
    let receipt = ListReceipt::parse(&receipt.bytes).unwrap();
    assert_eq!(receipt.statement().changed_hands, 2);
    // When a line was closed is told nowhere.
    assert!(!answer.text().contains("2026-03-05 12"));
    let mails = "E-posta;İzin Tarihi\nayse@ornek.example;2026-03-01 10:00:00\n";
    let answer = check(&app, "?type=EPOSTA", mails).await;
    assert_eq!(rows(&answer.bytes)[1][6], "");
}

#[tokio::test]
async fn what_is_no_list_is_refused_by_name_and_has_no_answer() {
    let app = place().await;
    for (file, why) in [
        (&b""[..], "NO_RECIPIENTS"),
        (b"a;b\n1;2\n", "NO_RECIPIENTS"),
        (b"Telefon;GSM\n1;2\n", "TWO_COLUMNS"),
        (b"PK\x03\x04rubbish", "BOOK_DAMAGED"),
    ] {
        let answer = check(&app, "?type=MESAJ", file.to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{why}");
        assert_eq!(answer.json()["errors"][0]["code"], "H097");
        assert_eq!(answer.json()["errors"][0]["value"], why);
        assert_eq!(answer.header("izin-receipt"), "");
    }
    for (query, codes) in [
        ("", vec!["H111"]),
        ("?type=SMS&recipientType=x", vec!["H117", "H116"]),
        ("?type=MESAJ&answer=pdf", vec!["H095"]),
        ("?type=MESAJ&type=MESAJ", vec!["H095"]),
    ] {
        let answer = check(&app, query, format!("{UNKNOWN}\n")).await;
        assert_eq!(answer.codes(), codes, "{query}");
    }
    let address = Address::from_wire(UNKNOWN, Channel::Text).unwrap();
    assert!(app.checks_of(&address).await.is_empty());
}

#[tokio::test]
async fn a_list_that_cannot_be_logged_gets_no_answer() {
    let app = place().await;
    app.checks.log.close().unwrap();
    let answer = check(&app, "?type=MESAJ", format!("{PHONE}\n")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["decision"], "UNKNOWN");
}

#[tokio::test]
async fn a_receipt_is_for_whoever_may_ask_for_the_brand_and_not_for_ever() {
    let app = place().await;
    intermediary(&app, true).await;
    let sender = basic(INTERMEDIARY_USER);
    let answer = check_as(&app, sender.clone(), "?type=MESAJ", format!("{PHONE}\n")).await;
    assert_eq!(rows(&answer.bytes)[1][1], "ALLOW");
    let place = answer.header("izin-receipt").to_owned();
    let fetched = Request::get(&place)
        .header(header::AUTHORIZATION, sender)
        .body(Body::empty());
    let fetched = app.send_request(fetched.unwrap()).await;
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(app.get(STRANGER, &place).await.codes(), ["H353"]);
    let answer = app.send(Method::GET, &place, None, None).await;
    assert_eq!(answer.codes(), ["H351"]);
    // Another brand of the same provider.
    let run = place.rsplit('/').next().unwrap();
    let other = format!("/izin/v1/brands/{PROVIDER}/check-file/{run}");
    let nowhere = [other, path("/x"), path(&format!("/{}", uuid_of_nothing()))];
    for path in nowhere {
        let answer = app.get(PROVIDER, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.codes(), ["H015"]);
    }
    app.pass(29 * 24 * 3_600);
    let purge = async || app.registry.asking().purge_check_receipts().await.unwrap();
    assert_eq!(purge().await, 0);
    assert_eq!(app.get(PROVIDER, &place).await.status, StatusCode::OK);
    app.pass(2 * 24 * 3_600);
    assert_eq!(purge().await, 1);
    let answer = app.get(PROVIDER, &place).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

fn uuid_of_nothing() -> &'static str {
    "00000000-0000-0000-0000-000000000000"
}
