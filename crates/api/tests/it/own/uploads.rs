//! Files of consents over HTTP: in one go, and resumably.

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::{Answer, App, PROVIDER, STRANGER};

const LIST: &str = "type,source,recipient,status,consentDate,recipientType\n\
                    MESAJ,HS_WEB,+905321112201,ONAY,2026-03-10 09:00:00,BIREYSEL\n\
                    MESAJ,HS_WEB,+90532,ONAY,2026-03-10 09:00:00,BIREYSEL\n";
const BYTES: &str = "application/offset+octet-stream";

/// What a client sends with.
struct Client<'a> {
    app: &'a App,
    token: String,
}

impl<'a> Client<'a> {
    async fn of(app: &'a App, provider: u32) -> Self {
        let token = app.token(provider).await;
        Self { app, token }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        let bearer = format!("Bearer {}", self.token);
        request = request.header(header::AUTHORIZATION, bearer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        self.app.send_request(request).await
    }

    /// As a client of tus: its version goes along.
    async fn tus(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let version = [("tus-resumable", "1.0.0")];
        let headers = [&version, headers].concat();
        self.send(method, path, &headers, body.to_owned()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }
}

fn uploads() -> String {
    format!("/izin/v1/brands/{PROVIDER}/uploads")
}

/// Begins an upload resumably; where it is.
async fn begun(client: &Client<'_>, bytes: usize) -> String {
    let name = STANDARD.encode("liste.csv");
    let bytes = bytes.to_string();
    let headers = [
        ("upload-length", bytes.as_str()),
        (
            "upload-metadata",
            &format!("filename {name},filetype dGV4dA=="),
        ),
    ];
    let answer = client.tus(Method::POST, &uploads(), &headers, "").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.header("tus-resumable"), "1.0.0");
    assert_eq!(
        answer.header("upload-expires"),
        "Wed, 11 Mar 2026 09:00:00 GMT"
    );
    assert_eq!(answer.json()["name"], "liste.csv");
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_file_in_one_go_is_shown_confirmed_recorded_and_its_refused_rows_come_back() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    let path = format!("{}?name=mart.csv", uploads());
    let sent = client.send(Method::POST, &path, &[], LIST).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    assert_eq!(sent.json()["state"], "received");
    let at = sent.header("location");
    let shown = client.get(&format!("{at}/preview")).await.json();
    assert_eq!(shown["complete"], true);
    assert_eq!(shown["rows"][1][2], "+905321112201");
    let choice = json!({ "layout": shown["layout"] }).to_string();
    let (dry_run, confirm) = (format!("{at}/dry-run"), format!("{at}/confirm"));
    let confirmed = client.send(Method::POST, &dry_run, &[], choice.clone());
    assert_eq!(confirmed.await.status, StatusCode::ACCEPTED);
    let early = client.send(Method::POST, &confirm, &[], choice.clone());
    assert_eq!(early.await.status, StatusCode::CONFLICT);
    app.contract().work_uploads_once().await.unwrap();
    assert_eq!(app.movements(), 0);
    let judged = client.get(at).await.json();
    assert_eq!(judged["judgement"]["outcomes"]["recorded"], 1);
    let refused = client.get(&format!("{at}/refused")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let confirmed = client.send(Method::POST, &confirm, &[], choice);
    assert_eq!(confirmed.await.json()["state"], "applying");
    app.contract().work_uploads_once().await.unwrap();
    let done = client.get(at).await.json();
    assert_eq!((&done["state"], &done["rows"]), (&json!("done"), &json!(2)));
    assert_eq!(done["outcomes"]["codes"], json!({ "H121": 1 }));
    assert_eq!(app.movements(), 1);
    let refused = client.get(&format!("{at}/refused")).await;
    refused.says("satir;kod;hata;ne_yapmali");
    refused.says("+90532;ONAY;2026-03-10 09:00:00;BIREYSEL;3;H121;recipient: ");
    let english = client.get(&format!("{at}/refused?language=en")).await;
    english.says("Write the phone number beginning with +90");
    let book = client.get(&format!("{at}/refused?answer=xlsx")).await;
    let mut book = tables::xlsx::Book::open(Cursor::new(book.bytes)).unwrap();
    let (mut sheet, mut row) = (book.sheet(0).unwrap(), tables::Row::default());
    assert!(sheet.read(&mut row).unwrap() && sheet.read(&mut row).unwrap());
    assert_eq!((row.cell(2), row.cell(7)), ("+90532", "H121"));
    let neither = client.get(&format!("{at}/refused?answer=ods")).await;
    assert_eq!(neither.codes(), ["H095"]);
    let listed = client.get(&uploads()).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn tus_is_described_and_bytes_go_on_where_they_ended() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    let told = client.tus(Method::OPTIONS, &uploads(), &[], "").await;
    assert_eq!(told.status, StatusCode::NO_CONTENT);
    assert_eq!(told.header("tus-version"), "1.0.0");
    assert_eq!(told.header("tus-max-size"), "2147483648");
    let at = begun(&client, LIST.len()).await;
    let (first, rest) = LIST.split_at(70);
    let bytes = |offset| [("content-type", BYTES), ("upload-offset", offset)];
    let sent = client.tus(Method::PATCH, &at, &bytes("0"), first).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    assert_eq!(sent.header("upload-offset"), "70");
    // Two who go on with one upload: the second is told.
    let twice = client.tus(Method::PATCH, &at, &bytes("0"), first).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let place = client.tus(Method::HEAD, &at, &[], "").await;
    assert_eq!(place.status, StatusCode::OK);
    assert_eq!(place.header("upload-offset"), "70");
    assert_eq!(place.header("upload-length"), LIST.len().to_string());
    assert_eq!(place.header("cache-control"), "no-store");
    let sum = |text: &str| format!("sha256 {}", STANDARD.encode(Sha256::digest(text)));
    for (of, status) in [("other", 460), (rest, 204)] {
        let (sum, mut headers) = (sum(of), bytes("70").to_vec());
        headers.push(("upload-checksum", &sum));
        let sent = client.tus(Method::PATCH, &at, &headers, rest).await;
        assert_eq!(sent.status.as_u16(), status, "{}", sent.text());
        let place = client.tus(Method::HEAD, &at, &[], "").await;
        assert_eq!(place.header("upload-offset") == "70", status == 460);
    }
    assert_eq!(client.get(&at).await.json()["state"], "received");
    let ended = client.tus(Method::DELETE, &at, &[], "").await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&at).await.json()["state"], "cancelled");
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn an_upload_can_begin_with_its_bytes_or_have_none() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    for (text, state) in [(LIST, "received"), ("", "received")] {
        let length = text.len().to_string();
        let headers = [("upload-length", length.as_str()), ("content-type", BYTES)];
        let sent = client.tus(Method::POST, &uploads(), &headers, text).await;
        assert_eq!(sent.status, StatusCode::CREATED);
        assert_eq!(sent.header("upload-offset"), length);
        assert_eq!(sent.json()["state"], state);
    }
}

#[tokio::test]
async fn what_tus_does_not_allow_is_refused_and_leaves_nothing() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    let at = begun(&client, 10).await;
    for (method, path, headers, status) in [
        (
            Method::POST,
            uploads(),
            vec![("upload-length", "3000000000")],
            413,
        ),
        (Method::POST, uploads(), vec![("upload-length", "-1")], 400),
        (Method::POST, uploads(), vec![], 400),
        (
            Method::POST,
            uploads(),
            vec![("upload-length", "5"), ("upload-metadata", "filename ???")],
            400,
        ),
        (Method::PATCH, at.clone(), vec![("upload-offset", "0")], 415),
        (
            Method::PATCH,
            at.clone(),
            vec![("content-type", BYTES)],
            400,
        ),
        (
            Method::PATCH,
            at.clone(),
            vec![
                ("content-type", BYTES),
                ("upload-offset", "0"),
                ("upload-checksum", "md5 x"),
            ],
            400,
        ),
        (
            Method::PATCH,
            at.clone(),
            vec![("content-type", BYTES), ("upload-offset", "0")],
            413,
        ),
    ] {
        let sent = client
            .tus(method, &path, &headers, "more than ten bytes")
            .await;
        assert_eq!(sent.status.as_u16(), status, "{headers:?} {}", sent.text());
    }
    for (method, path) in [(Method::POST, &uploads()), (Method::PATCH, &at)] {
        let headers = [("tus-resumable", "0.2.2"), ("upload-length", "5")];
        let sent = client.send(method, path, &headers, Body::empty()).await;
        assert_eq!(sent.status, StatusCode::PRECONDITION_FAILED);
    }
    assert_eq!(client.get(&at).await.json()["received"], 0);
    let listed = client.get(&uploads()).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_address_alone_opens_nothing() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    let at = begun(&client, LIST.len()).await;
    let id = at.rsplit('/').next().unwrap();
    let stranger = Client::of(&app, STRANGER).await;
    let own = format!("/izin/v1/brands/{STRANGER}/uploads/{id}");
    let headers = [("content-type", BYTES), ("upload-offset", "0")];
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::PATCH] {
        let others = stranger.tus(method.clone(), &at, &headers, LIST).await;
        assert_eq!(others.status, StatusCode::FORBIDDEN, "{method}");
        let claimed = stranger.tus(method.clone(), &own, &headers, LIST).await;
        assert_eq!(claimed.status, StatusCode::NOT_FOUND, "{method}");
    }
    assert_eq!(client.get(&at).await.json()["received"], 0);
}

#[tokio::test]
async fn a_choice_is_told_what_is_wrong_with_it_and_nothing_is_recorded() {
    let app = App::new().await;
    let client = Client::of(&app, PROVIDER).await;
    let list = "telefon;durum\n05321112201;evet\n";
    let sent = client.send(Method::POST, &uploads(), &[], list).await;
    let at = sent.header("location").to_owned();
    let layout = client.get(&format!("{at}/preview")).await.json()["layout"].clone();
    let wrong = [
        (json!({}), json!(["layout"])),
        (json!({ "layout": { "version": 2 } }), json!(["layout"])),
        (json!({ "layout": layout }), json!(["type"])),
        (
            json!({ "layout": layout, "wholeFile": { "type": "SMS" } }),
            json!(["layout"]),
        ),
        (
            json!({ "layout": layout, "wholeFile": { "colour": "x" } }),
            json!(["wholeFile"]),
        ),
    ];
    for (choice, location) in wrong {
        let path = format!("{at}/confirm");
        let answer = client.send(Method::POST, &path, &[], choice.to_string());
        let answer = answer.await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{choice}");
        let errors: Value = answer.json()["errors"].clone();
        assert_eq!(errors[0]["location"], location, "{choice}");
    }
    assert_eq!(client.get(&at).await.json()["state"], "received");
    let choice = json!({ "layout": layout, "wholeFile": { "type": "MESAJ" } });
    let path = format!("{at}/confirm");
    let answer = client.send(Method::POST, &path, &[], choice.to_string());
    assert_eq!(answer.await.status, StatusCode::ACCEPTED);
    app.contract().work_uploads_once().await.unwrap();
    // Without a date and a source it is no consent of a private person.
    assert_eq!(client.get(&at).await.json()["outcomes"]["refused"], 1);
    assert_eq!(app.movements(), 0);
}
