//! `/desk` and what is under it.

mod agents;
pub mod who_may;

use axum::http::{Method, StatusCode};
use directory::staff::StaffRole;
use domain::{Channel, Source, Status};
use keys::OsRandom;

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, STRANGER, start};
use agents::{NAME, PASSWORD};
use testkit::encoded;

/// Every page about a caller.
const CALLER_PAGES: [&str; 7] = [
    "/desk/caller",
    "/desk/caller?q=karanfil&channel=MESAJ&status=ONAY&page=2",
    "/desk/caller/records/0-600001-1-2",
    "/desk/caller/approve?q=karanfil",
    "/desk/complaints",
    "/desk/complaints/new?brand=600001",
    "/desk/complaints/2026-0000-0000",
];

#[tokio::test]
async fn strangers_and_recipients_are_sent_to_the_desks_own_sign_in() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    for page in CALLER_PAGES.into_iter().chain(["/desk"]) {
        assert_eq!(
            browser.get(page).await.location(),
            "/desk/sign-in",
            "{page}"
        );
    }
    let before = app.movements();
    let refused = browser
        .post("/desk/caller/refuse", &[("everything", "yes")])
        .await;
    assert_eq!(refused.location(), "/desk/sign-in");
    // The recipients' cookie is none of the desk's, nor the other way round.
    let token = browser.cookies["__Host-izin"].clone();
    browser.cookies.insert("__Host-izin-desk".to_owned(), token);
    assert_eq!(browser.get("/desk").await.location(), "/desk/sign-in");
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn who_is_also_signed_in_as_a_recipient_sees_the_desk_as_every_agent_does() {
    let app = App::new().await;
    app.fill().await;
    let mut own = app.signed_in().await;
    own.post("/language", &[("language", "en")]).await;
    let mut browser = app.serving(EMAIL).await;
    let plain = browser.get("/desk/caller").await;
    let token = own.cookies["__Host-izin"].clone();
    browser.cookies.insert("__Host-izin".to_owned(), token);
    let both = browser.get("/desk/caller").await;
    assert_eq!(both.text(), plain.text());
    both.is_silent_about("action=\"/sign-out\"");
}

#[tokio::test]
async fn an_agent_opens_nobody_without_the_code() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.at_desk().await;
    for page in CALLER_PAGES {
        assert_eq!(browser.get(page).await.location(), "/desk", "{page}");
    }
    app.begin(&mut browser, PHONE).await;
    let right = app.last_code();
    for page in CALLER_PAGES {
        assert_eq!(browser.get(page).await.location(), "/desk", "{page}");
    }
    let waiting = browser.get("/desk").await;
    waiting.says("name=\"code\"");
    waiting.is_silent_about("Karanfil");
    // The operator does not allow the network's word.
    waiting.is_silent_about("/desk/proof/network");
    let network = [("verified", "yes"), ("reference", "call-17")];
    let answer = browser.post("/desk/proof/network", &network).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    let answer = browser.post("/desk/proof", &[("code", wrong)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("4 deneme kaldı");
    assert_eq!(browser.get("/desk/caller").await.location(), "/desk");
    let spaced = format!("{} {}", &right[..3], &right[3..]);
    let answer = browser.post("/desk/proof", &[("code", &spaced)]).await;
    assert_eq!(answer.location(), "/desk/caller");
    browser.get("/desk/caller").await.says("Karanfil");
}

#[tokio::test]
async fn a_call_needs_an_address_and_a_reason() {
    let app = App::new().await;
    let mut browser = app.at_desk().await;
    let long = "x".repeat(201);
    for (fields, error) in [
        (
            [("address", "05x"), ("reason", "question"), ("note", "")],
            "address-error",
        ),
        (
            [("address", PHONE), ("reason", ""), ("note", "")],
            "reason-error",
        ),
        (
            [("address", PHONE), ("reason", "case"), ("note", "")],
            "reason-error",
        ),
        (
            [("address", PHONE), ("reason", "question"), ("note", &long)],
            "note-error",
        ),
    ] {
        let answer = browser.post("/desk/call", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(error);
    }
    browser.get("/desk").await.says("action=\"/desk/call\"");
}

#[tokio::test]
async fn an_agent_refuses_one_a_channel_a_brand_or_everything_as_the_callers_word() {
    for (fields, left) in [
        (("record", "0-600001-1-2"), 3),
        (("channel", "MESAJ"), 2),
        (("brand", "600001"), 2),
        (("everything", "yes"), 0),
    ] {
        let app = App::new().await;
        app.fill().await;
        let mut browser = app.serving(PHONE).await;
        let done = browser.post("/desk/caller/refuse", &[fields]).await;
        assert_eq!(done.status, StatusCode::OK);
        done.says(&format!("data-changed=\"{}\"", 4 - left));
        let state = app.state(PHONE, BRAND, Channel::Text).unwrap();
        assert_eq!(state.status, Status::Refusal, "{fields:?}");
        assert_eq!(state.source, Some(Source::RegistryCallCentre));
        let screen = browser.get("/desk/caller").await;
        screen.says(&format!("{left} onay, {} ret", 4 - left));
        let email = app.state(EMAIL, BRAND, Channel::Email).unwrap();
        assert_eq!(
            email.status,
            Status::Approval,
            "the caller has proven the phone alone"
        );
        let stranger = app.state(STRANGER, BRAND, Channel::Text).unwrap();
        assert_eq!(stranger.status, Status::Approval);
    }
}

#[tokio::test]
async fn what_is_not_the_callers_or_no_button_changes_nothing() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.serving(PHONE).await;
    let before = app.movements();
    for (fields, status) in [
        (&[("record", "1-600001-1-2")][..], StatusCode::NOT_FOUND),
        (&[("record", "0-600001-2-2")], StatusCode::NOT_FOUND),
        (&[("record", "0-600001-1-3")], StatusCode::NOT_FOUND),
        (&[("record", "x")], StatusCode::BAD_REQUEST),
        (&[("channel", "FAKS")], StatusCode::BAD_REQUEST),
        (
            &[("channel", "MESAJ"), ("everything", "yes")],
            StatusCode::BAD_REQUEST,
        ),
        (&[], StatusCode::BAD_REQUEST),
    ] {
        let answer = browser.post("/desk/caller/refuse", fields).await;
        assert_eq!(answer.status, status, "{fields:?}");
    }
    let story = browser.get("/desk/caller/records/1-600001-1-2").await;
    assert_eq!(story.status, StatusCode::NOT_FOUND);
    browser.get("/desk/caller/refuse").await;
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn an_agent_approves_only_what_is_ticked_of_the_brand_that_was_searched() {
    let app = App::new().await;
    let mut browser = app.serving(PHONE).await;
    let page = browser.get("/desk/caller/approve").await;
    page.is_silent_about("name=\"brand\"");
    let page = browser.get("/desk/caller/approve?q=cinar").await;
    page.says("name=\"brand\" value=\"600002\"");
    page.is_silent_about("checked");
    for fields in [
        &[("q", "cinar"), ("brand", "600002")][..],
        &[("text", "yes")],
    ] {
        let answer = browser.post("/desk/caller/approve", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(app.movements(), 0);
    let fields = [("brand", "600002"), ("text", "yes")];
    browser
        .post("/desk/caller/approve", &fields)
        .await
        .says("data-changed=\"1\"");
    let state = app.state(PHONE, OTHER_BRAND, Channel::Text).unwrap();
    assert_eq!(state.source, Some(Source::RegistryCallCentre));
    let unfit = [("brand", "600002"), ("email", "yes")];
    let answer = browser.post("/desk/caller/approve", &unfit).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_ticked_beforehand_where_there_is_one_channel_alone() {
    let app = App::new().await;
    let mut browser = app.serving("ayse@posta.example").await;
    let page = browser.get("/desk/caller/approve?q=cinar").await;
    page.says("name=\"email\"");
    page.is_silent_about("checked");
}

#[tokio::test]
async fn ending_the_call_closes_every_page_about_the_caller() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.serving(PHONE).await;
    assert_eq!(browser.post("/desk/end", &[]).await.location(), "/desk");
    for page in CALLER_PAGES {
        assert_eq!(browser.get(page).await.location(), "/desk", "{page}");
    }
    let before = app.movements();
    let late = browser
        .post("/desk/caller/refuse", &[("everything", "yes")])
        .await;
    assert_eq!(late.location(), "/desk");
    assert_eq!(app.movements(), before);
    assert_eq!(
        browser.post("/desk/sign-out", &[]).await.location(),
        "/desk/sign-in"
    );
    assert!(!browser.cookies.contains_key("__Host-izin-desk"));
    assert_eq!(browser.get("/desk").await.location(), "/desk/sign-in");
}

#[tokio::test]
async fn a_wrong_password_says_nothing_and_a_flood_is_told_to_wait() {
    let app = App::new().await;
    app.add_agent().await;
    let mut browser = app.browser();
    for number in 0..30 {
        let name = format!("name{number}");
        let fields = [("name", name.as_str()), ("password", "wrong")];
        let answer = browser.post("/desk/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says("Kullanıcı adı ya da parola yanlış.");
        answer.is_silent_about("name29");
    }
    let fields = [("name", NAME), ("password", PASSWORD)];
    let answer = browser.post("/desk/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "900");
    app.pass(900);
    assert_eq!(
        browser.post("/desk/sign-in", &fields).await.location(),
        "/desk"
    );
}

#[tokio::test]
async fn the_person_sees_who_has_looked_when_why_and_at_what() {
    let app = App::new().await;
    app.fill().await;
    let mut person = app.signed_in().await;
    person.get("/accesses").await.says("data-empty");
    app.pass(120);
    let mut agent = app.serving(PHONE).await;
    person.get("/accesses").await.says("data-empty");
    agent.get("/desk/caller").await;
    agent.get("/desk/caller/records/0-600001-1-2").await;
    let page = person.get("/accesses").await;
    page.says("Çağrı merkezi · Çağrı merkezi görevlisi · Sicil 1001");
    page.says("10.03.2026 12:02");
    page.says("ret vermek istediniz");
    page.says("Adresinize gelen kodu okudunuz.");
    page.says("İzin listeniz");
    page.says("600001 numaralı markanın geçmişi (SMS)");
    page.is_silent_about(NAME);
    // The agent's note is shown, and is no markup.
    page.says("x &#60;b&#62;y&#60;/b&#62;");
    assert_eq!(page.text().matches("data-access").count(), 2);
    let mut other = app.signed_in_with(STRANGER).await;
    other.get("/accesses").await.says("data-empty");
}

#[tokio::test]
async fn no_url_of_the_desk_holds_the_callers_address() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.serving(PHONE).await;
    for page in CALLER_PAGES {
        let answer = browser.get(page).await;
        for attribute in ["href=\"", "action=\"", "src=\""] {
            for link in answer.text().split(attribute).skip(1) {
                let url = &link[..link.find('"').unwrap()];
                assert!(!url.contains("532") && !url.contains('@'), "{page}: {url}");
            }
        }
        for what in [" style=", "<style", " onclick", "http://", "https://"] {
            answer.is_silent_about(what);
        }
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
    }
}

#[tokio::test]
async fn a_page_left_open_of_an_earlier_caller_does_nothing_to_the_next() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.serving(STRANGER).await;
    let earlier = browser.get("/desk/caller").await.field("caller");
    let page = browser.get("/desk/caller/approve?q=cinar").await;
    assert_eq!(page.field("caller"), earlier);
    let page = browser.get("/desk/complaints/new?brand=600001").await;
    assert_eq!(page.field("caller"), earlier);
    browser.post("/desk/end", &[]).await;
    app.begin(&mut browser, PHONE).await;
    let code = app.last_code();
    browser.post("/desk/proof", &[("code", &code)]).await;
    let before = app.movements();
    for (path, fields) in [
        ("/desk/caller/refuse", &[("record", "0-600001-1-2")][..]),
        ("/desk/caller/refuse", &[("everything", "yes")]),
        (
            "/desk/caller/approve",
            &[("brand", "600002"), ("text", "yes")],
        ),
        ("/desk/complaints/refuse", &[("refuse", "0-600001-1-2")]),
        ("/desk/complaints/new", &[("brand", "600001")]),
    ] {
        let stale = [&[("caller", earlier.as_str())], fields].concat();
        let answer = browser.post(path, &stale).await;
        assert_eq!(answer.location(), "/desk", "{path}");
    }
    assert_eq!(app.movements(), before);
    let now = browser.get("/desk/caller").await.field("caller");
    let own = [("caller", now.as_str()), ("record", "0-600001-1-2")];
    let done = browser.post("/desk/caller/refuse", &own).await;
    done.says("data-changed=\"1\"");
}

#[tokio::test]
async fn what_other_sites_post_to_the_desk_is_refused_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.serving(PHONE).await;
    let before = app.movements();
    let foreign = [("sec-fetch-site", "cross-site")];
    for (path, fields) in [
        ("/desk/caller/refuse", &[("everything", "yes")][..]),
        (
            "/desk/caller/approve",
            &[("brand", "600002"), ("text", "yes")],
        ),
        ("/desk/complaints/refuse", &[("refuse", "0-600001-1-2")]),
        ("/desk/call", &[("address", EMAIL), ("reason", "refusal")]),
        ("/desk/end", &[]),
        ("/desk/sign-out", &[]),
        ("/desk/sign-in", &[("name", NAME), ("password", PASSWORD)]),
    ] {
        let form = Some(encoded(fields));
        let answer = browser.send(Method::POST, path, form, &foreign).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.movements(), before);
    browser.get("/desk/caller").await.says(PHONE);
}

/// Every form of the desk, and what it takes to be read.
const FORMS: [(&str, &[(&str, &str)]); 14] = [
    ("/desk/call", &[("address", PHONE), ("reason", "refusal")]),
    ("/desk/proof", &[("code", "123456")]),
    (
        "/desk/proof/network",
        &[("verified", "yes"), ("reference", "1")],
    ),
    ("/desk/end", &[]),
    ("/desk/sign-out", &[]),
    ("/desk/caller/refuse", &[("everything", "yes")]),
    (
        "/desk/caller/approve",
        &[("brand", "600001"), ("text", "yes")],
    ),
    ("/desk/complaints/new", &[("brand", "600001")]),
    ("/desk/complaints/refuse", &[("refuse", "0-600001-1-2")]),
    (
        "/desk/complaints/drafts/00000000000000000000000000000000",
        &[],
    ),
    (
        "/desk/complaints/drafts/00000000000000000000000000000000/file",
        &[],
    ),
    (
        "/desk/complaints/drafts/00000000000000000000000000000000/image",
        &[],
    ),
    (
        "/desk/complaints/drafts/00000000000000000000000000000000/image/remove",
        &[],
    ),
    (
        "/desk/complaints/drafts/00000000000000000000000000000000/delete",
        &[],
    ),
];

#[tokio::test]
async fn staff_of_the_authority_can_do_nothing_at_the_desk() {
    let app = App::new().await;
    app.fill().await;
    let (role, office) = (StaffRole::Authority, "Kurum");
    let member = app
        .directory
        .add_staff("kurum", PASSWORD, role, office, &OsRandom, start())
        .await
        .unwrap();
    let mut browser = app.browser();
    let fields = [("name", "kurum"), ("password", PASSWORD)];
    let refused = browser.post("/desk/sign-in", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "kurum"), ("password", "yanlış")];
    let wrong = browser.post("/desk/sign-in", &fields).await;
    assert_eq!(refused.text(), wrong.text());
    assert!(browser.cookies.is_empty());
    // A session opened by an earlier build, which let them in.
    let token = app
        .directory
        .open_staff_session(&member, &OsRandom, start())
        .await
        .unwrap();
    browser.cookies.insert("__Host-izin-desk".to_owned(), token);
    let before = app.movements();
    for page in CALLER_PAGES.into_iter().chain(["/desk"]) {
        let answer = browser.get(page).await;
        assert_eq!(answer.location(), "/desk/sign-in", "{page}");
    }
    for (form, fields) in FORMS {
        let answer = browser.post(form, fields).await;
        assert_eq!(answer.location(), "/desk/sign-in", "{form}");
    }
    assert_eq!(app.movements(), before);
}
