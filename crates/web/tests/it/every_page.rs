//! What holds for all pages.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use domain::Channel;
use futures::stream::pending;
use web::Settings;

use crate::app::{App, BRAND, PHONE};
use testkit::{HOST, encoded};

/// Every page a person who has signed in can open, with a record of theirs.
const PAGES: [&str; 13] = [
    "/consents",
    "/consents/all",
    "/consents/all?channel=MESAJ",
    "/consents/1-600001-1-2",
    "/approve",
    "/approve?q=karanfil",
    "/approve/brand?code=600001",
    "/addresses",
    "/addresses/remove?id=1",
    "/account/delete",
    "/data",
    "/data.json",
    "/data.csv",
];

/// Every form, with fields that would change something.
const FORMS: [(&str, &[(&str, &str)]); 10] = [
    ("/consents/change", &[("one", "RET:1-600001-1-2")]),
    ("/consents/change", &[("all", "RET:everything")]),
    ("/consents/change", &[("brand", "RET:600001")]),
    ("/approve/brand", &[("code", "600002"), ("place", "1-1")]),
    ("/addresses", &[("address", "+905321112255")]),
    ("/addresses/notices", &[("id", "1"), ("policy", "off")]),
    ("/addresses/remove", &[("id", "1")]),
    ("/account/delete", &[("sure", "yes")]),
    ("/language", &[("language", "en")]),
    ("/sign-out", &[]),
];

#[tokio::test]
async fn strangers_are_sent_to_the_sign_in_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let before = app.movements();
    for page in PAGES {
        let answer = app.browser().get(page).await;
        assert!(answer.location().starts_with("/sign-in?next=/"), "{page}");
    }
    for (path, fields) in FORMS {
        let answer = app.browser().post(path, fields).await;
        assert!(answer.status.is_redirection(), "{path}");
    }
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn opening_a_page_changes_nothing() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    for page in PAGES {
        assert_eq!(browser.get(page).await.status, StatusCode::OK, "{page}");
    }
    for (path, fields) in FORMS {
        browser.get(&format!("{path}?{}", encoded(fields))).await;
    }
    assert_eq!(app.movements(), before);
    assert_eq!(browser.get("/consents").await.status, StatusCode::OK);
    browser
        .get("/addresses")
        .await
        .says("value=\"daily\" selected");
}

#[tokio::test]
async fn what_other_sites_post_is_refused_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    for (path, fields) in FORMS {
        for headers in foreign {
            let form = Some(encoded(fields));
            let answer = browser.send(Method::POST, path, form, headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            answer.says("başka bir siteden");
        }
    }
    assert_eq!(app.movements(), before);
    assert_eq!(browser.get("/consents").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_to_itself() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let pages = PAGES
        .into_iter()
        .chain(["/", "/nothing", "/sign-out", "/sign-in", "/privacy"]);
    for page in pages {
        let answer = browser.get(page).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{page}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for part in [
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
        assert_eq!(answer.header("x-frame-options"), "DENY");
    }
}

#[tokio::test]
async fn browsers_are_told_to_keep_to_https_where_the_public_address_is_one() {
    for (public_url, expected) in [
        ("https://izin.example", "max-age=31536000"),
        ("http://127.0.0.1:7710", ""),
    ] {
        let app = App::with(Settings {
            public_url: public_url.to_owned(),
            ..Settings::default()
        });
        let app = app.await;
        let mut browser = app.browser();
        for page in ["/", "/sign-in", "/nothing", "/consents"] {
            let answer = browser.get(page).await;
            let value = answer.header("strict-transport-security");
            assert_eq!(value, expected, "{public_url} {page}");
        }
    }
}

#[tokio::test]
async fn no_page_has_a_script_or_style_of_its_own_or_anything_from_elsewhere() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    for page in PAGES.into_iter().filter(|page| !page.starts_with("/data.")) {
        let answer = browser.get(page).await;
        for what in [
            " style=",
            "<style",
            " onclick",
            "javascript:",
            "http://",
            "https://",
        ] {
            answer.is_silent_about(what);
        }
        for script in answer.text().split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{page}");
        }
    }
}

#[tokio::test]
async fn no_url_on_a_page_holds_an_address() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    for page in PAGES.into_iter().filter(|page| !page.starts_with("/data.")) {
        let answer = browser.get(page).await;
        for attribute in ["href=\"", "action=\"", "src=\"", "hx-get=\""] {
            for link in answer.text().split(attribute).skip(1) {
                let url = &link[..link.find('"').unwrap()];
                assert!(!url.contains("532") && !url.contains('@'), "{page}: {url}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_says_so_in_the_visitors_language() {
    let app = App::new().await;
    let mut browser = app.browser();
    let answer = browser.get("/nothing-here").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.says("<html lang=\"tr\">");
    answer.says("Bu sayfa yok");
    let answer = browser.get("/nothing-here?lang=en").await;
    answer.says("There is no such page");
    let answer = browser.get("/sign-out").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    answer.says("<h1>");
    assert_eq!(answer.header(header::ALLOW.as_str()), "POST");
}

#[tokio::test]
async fn a_form_that_is_none_of_ours_is_told_so() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    for (path, fields) in [
        ("/consents/change", &[][..]),
        ("/consents/change", &[("one", "1-600001-1-2")]),
        ("/consents/change", &[("one", "SIL:1-600001-1-2")]),
        ("/consents/change", &[("one", "RET:x")]),
        ("/consents/change", &[("all", "RET:FAKS")]),
        ("/consents/change", &[("selected", "RET"), ("record", "x")]),
        ("/consents/undo", &[("action", "x")]),
        ("/approve/brand", &[("place", "1-1")]),
        ("/approve/brand", &[("code", "600001"), ("place", "1")]),
        ("/addresses/notices", &[("id", "1"), ("policy", "never")]),
        ("/addresses/remove", &[("id", "x")]),
        ("/language", &[("language", "de")]),
    ] {
        let answer = browser.post(path, fields).await;
        assert!(answer.status.is_client_error(), "{path} {fields:?}");
        answer.says("Bu form okunamadı");
    }
    assert_eq!(app.movements(), before);
    let channel = Channel::Text;
    assert!(app.state(PHONE, BRAND, channel).is_some());
}

#[tokio::test]
async fn a_failure_of_the_registrys_own_is_owned_and_tells_no_details() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    app.directory.close().await;
    for page in ["/consents", "/", "/approve?q=x"] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{page}");
        answer.says("Sorun sizde değil, bizde");
        answer.is_silent_about("directory");
        answer.is_silent_about("sqlite");
    }
    let one = [("one", "RET:1-600001-1-2")];
    let answer = browser.post("/consents/change", &one).await;
    answer.says("yapılmamış sayın");
}

#[tokio::test]
async fn a_form_longer_than_any_is_refused_unread() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let long = "x".repeat(600 * 1024);
    let answer = browser.post("/consents/change", &[("view", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says("<h1>");
}

#[tokio::test]
async fn who_never_ends_a_form_is_left() {
    const SHORT: Duration = Duration::from_millis(20);
    /// So long that nothing but a missing end can take it.
    const FOR_EVER: Duration = Duration::from_secs(30);
    let app = App::put_together(Settings::default(), |state| state.with_form_timeout(SHORT)).await;
    for path in ["/sign-in", "/e/x"] {
        let form = Request::post(path)
            .header(header::HOST, HOST)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from_stream(pending::<Result<Bytes, Infallible>>()));
        let answer = app.respond(form.unwrap());
        let answer = tokio::time::timeout(FOR_EVER, answer).await;
        let status = answer.expect("it is left").status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
    }
}
