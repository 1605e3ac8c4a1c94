//! `/sign-in`, `/sign-in/code` and `/sign-out`.

use axum::http::StatusCode;
use web::Settings;

use crate::app::{App, EMAIL, PHONE, STRANGER};
use testkit::Answer;

#[tokio::test]
async fn a_code_signs_in_and_leads_back_to_where_one_was_going() {
    let app = App::new().await;
    let mut browser = app.browser();
    let asked = browser.get("/consents?q=a%20b&status=RET").await;
    let sign_in = asked.location().to_owned();
    assert_eq!(
        sign_in,
        "/sign-in?next=/consents%3Fq%3Da%2520b%26status%3DRET"
    );
    let form = browser.get(&sign_in).await;
    let next = form.field("next").replace("&#38;", "&");
    let fields = [("address", "0532 111 22 33"), ("next", next.as_str())];
    let sent = browser.post("/sign-in", &fields).await;
    assert_eq!(sent.location(), "/sign-in/code");
    let page = browser.get("/sign-in/code").await;
    page.says("0532 111 22 33");
    let code = app.last_code();
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let signed_in = browser.post("/sign-in/code", &[("code", &spaced)]).await;
    assert_eq!(signed_in.location(), "/consents?q=a%20b&status=RET");
    assert_eq!(browser.get("/").await.location(), "/consents");
    assert_eq!(browser.get("/consents").await.status, StatusCode::OK);
}

#[tokio::test]
async fn neither_the_address_nor_the_code_stands_in_any_url() {
    let app = App::new().await;
    let mut browser = app.browser();
    for address in [PHONE, EMAIL] {
        let sent = browser.post("/sign-in", &[("address", address)]).await;
        let code = app.last_code();
        assert_eq!(sent.location(), "/sign-in/code");
        let page = browser.get("/sign-in/code").await;
        for link in page.text().split("href=\"").skip(1) {
            let url = &link[..link.find('"').unwrap()];
            assert!(!url.contains(address) && !url.contains(&code), "{url}");
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let app = App::new().await;
    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
    ] {
        let mut browser = app.browser();
        let fields = [("address", PHONE), ("next", elsewhere)];
        browser.post("/sign-in", &fields).await;
        let code = app.last_code();
        let signed_in = browser.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(signed_in.location(), "/consents", "{elsewhere}");
        // An hour's codes are few.
        app.pass(3_600);
        let language = [("language", "en"), ("next", elsewhere)];
        assert_eq!(browser.post("/language", &language).await.location(), "/");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_told_at_its_field() {
    let app = App::new().await;
    let mut browser = app.browser();
    for typed in ["", "ayse", "0532 111 22 3a", "a@b@c", "<b>"] {
        let answer = browser.post("/sign-in", &[("address", typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        answer.says("aria-invalid=\"true\"");
        answer.says("aria-describedby=\"address-hint address-error\"");
        answer.says("<a href=\"#address\">");
        assert!(browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn a_wrong_code_says_how_many_tries_are_left_and_signs_nobody_in() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.post("/sign-in", &[("address", PHONE)]).await;
    let right = app.last_code();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for left in ["4 deneme", "3 deneme", "2 deneme", "1 deneme"] {
        let answer = browser.post("/sign-in/code", &[("code", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(left);
    }
    let answer = browser.post("/sign-in/code", &[("code", wrong)]).await;
    answer.says("Yeni bir kod isteyin");
    let answer = browser.post("/sign-in/code", &[("code", &right)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!browser.cookies.contains_key("__Host-izin"));
}

#[tokio::test]
async fn a_code_that_has_expired_is_said_to_have() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.post("/sign-in", &[("address", PHONE)]).await;
    let code = app.last_code();
    app.pass(181);
    let answer = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("süresi doldu");
}

#[tokio::test]
async fn too_many_codes_are_refused_with_the_time_to_come_back() {
    let app = App::new().await;
    let mut browser = app.browser();
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(browser.post("/sign-in", &[("address", PHONE)]).await);
        app.pass(61);
    }
    let last = answers.pop().unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    last.says("sonrasında yeniden deneyin");
    last.says("10.03.2026");
    assert!(answers.iter().all(|answer| answer.status.is_redirection()));
}

#[tokio::test]
async fn a_known_address_and_an_unknown_one_look_alike() {
    let app = App::new().await;
    app.fill().await;
    let bare = |answer: Answer| {
        let mut headers = answer.headers.clone();
        headers.remove("set-cookie");
        (answer.status, headers, answer.text().to_owned())
    };
    app.signed_in().await;
    app.pass(61);
    let mut browsers = [app.browser(), app.browser()];
    let addresses = [PHONE, STRANGER];
    let mut answers = Vec::new();
    for (browser, address) in browsers.iter_mut().zip(addresses) {
        answers.push(bare(
            browser.post("/sign-in", &[("address", address)]).await,
        ));
    }
    assert_eq!(answers[0], answers[1]);
    let mut pages = Vec::new();
    for (browser, shown) in browsers.iter_mut().zip(["11 22 33", "11 22 44"]) {
        let page = browser.get("/sign-in/code").await.text().to_owned();
        pages.push(
            page.replace(shown, "")
                .replace("112233", "")
                .replace("112244", ""),
        );
    }
    let same = pages[0].replace("+90532", "") == pages[1].replace("+90532", "");
    assert!(same, "{pages:?}");
}

#[tokio::test]
async fn the_session_ends_on_the_server_when_one_signs_out() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let stolen = browser.cookies.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/");
    assert!(!browser.cookies.contains_key("__Host-izin"));
    browser.cookies = stolen;
    assert!(
        browser
            .get("/consents")
            .await
            .location()
            .starts_with("/sign-in")
    );
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let before = browser.cookies.clone();
    app.pass(61);
    browser.sign_in(STRANGER).await;
    assert_ne!(browser.cookies["__Host-izin"], before["__Host-izin"]);
    browser.cookies = before;
    assert!(
        browser
            .get("/consents")
            .await
            .location()
            .starts_with("/sign-in")
    );
}

#[tokio::test]
async fn cookies_are_for_this_host_and_https_alone_and_hidden_from_scripts() {
    let app = App::new().await;
    let mut browser = app.browser();
    let sent = browser.post("/sign-in", &[("address", PHONE)]).await;
    let code = app.last_code();
    let signed_in = browser.post("/sign-in/code", &[("code", &code)]).await;
    let language = browser.post("/language", &[("language", "en")]).await;
    for answer in [&sent, &signed_in, &language] {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            assert!(line.starts_with("__Host-izin"), "{line}");
            for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
                assert!(line.contains(&format!("; {attribute}")), "{line}");
            }
            assert!(!line.contains("Domain"), "{line}");
        }
    }
}

#[tokio::test]
async fn a_demonstration_over_plain_http_keeps_people_signed_in() {
    let app = App::with(Settings {
        secure_cookies: false,
        ..Settings::default()
    })
    .await;
    let mut browser = app.signed_in().await;
    assert!(browser.cookies.contains_key("izin"));
    assert_eq!(browser.get("/consents").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_sent_for_one_purpose_is_good_for_no_other() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser.post("/addresses", &[("address", EMAIL)]).await;
    let code = app.last_code();
    let mut thief = app.browser();
    let value = browser.cookies["__Host-izin-add"].clone();
    thief.cookies.insert("__Host-izin-code".to_owned(), value);
    let answer = thief.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!thief.cookies.contains_key("__Host-izin"));
}

#[tokio::test]
async fn a_damaged_cookie_leads_back_to_the_start() {
    let app = App::new().await;
    for value in ["", "x", "00.YQ.YQ", "a.b.c", "....", "\u{7f}"] {
        let mut browser = app.browser();
        browser
            .cookies
            .insert("__Host-izin-code".to_owned(), value.replace('\u{7f}', "~"));
        browser
            .cookies
            .insert("__Host-izin".to_owned(), "nobody".to_owned());
        assert_eq!(browser.get("/sign-in/code").await.location(), "/sign-in");
        let tried = browser.post("/sign-in/code", &[("code", "1")]).await;
        assert_eq!(tried.location(), "/sign-in");
        assert!(
            browser
                .get("/consents")
                .await
                .location()
                .starts_with("/sign-in")
        );
    }
}

#[tokio::test]
async fn what_a_stranger_asks_for_neither_replaces_nor_shares_an_owners_code() {
    let app = App::new().await;
    let (mut owner, mut stranger) = (app.browser(), app.browser());
    let sent = owner.post("/sign-in", &[("address", PHONE)]).await;
    assert_eq!(sent.location(), "/sign-in/code");
    let code = app.last_code();
    let asked = stranger.post("/sign-in", &[("address", PHONE)]).await;
    assert_eq!(asked.location(), "/sign-in/code");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..6 {
        stranger.post("/sign-in/code", &[("code", wrong)]).await;
    }
    let proven = owner.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(proven.location(), "/consents");
}

#[tokio::test]
async fn owners_of_numbers_that_get_no_code_are_told_another_way_in() {
    let app = App::new().await;
    let mut browser = app.browser();
    for (number, told) in [
        ("+49 170 1234567", "Yurt dışı numaralara kısa mesajla kod"),
        (
            "0900 111 22 33",
            "Bu numaraya kısa mesajla kod gönderilemiyor",
        ),
    ] {
        let answer = browser.post("/sign-in", &[("address", number)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(told);
        assert_eq!(browser.get("/sign-in/code").await.location(), "/sign-in");
    }
}
