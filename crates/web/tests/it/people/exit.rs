//! `/e/{token}`: the exit link of a notice.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::notice::StoredNoticeKind;
use domain::{BrandCode, Channel, Source, Status};
use registry::message::Content;

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Report};
use testkit::Browser;

const DAY: i64 = 24 * 3_600;

/// The link of the notice about two approvals of an address.
async fn link(app: &App, address: &str) -> String {
    for brand in [BRAND, OTHER_BRAND] {
        let report = Report::about(address).brand(brand);
        app.report(report).await;
    }
    app.gather_approvals().await;
    app.pass(DAY);
    app.write_due(StoredNoticeKind::New, 100).await;
    let token = app
        .messages()
        .await
        .into_iter()
        .find_map(|message| match message.content {
            Content::Notice { token, .. } => Some(token),
            _ => None,
        });
    format!("/e/{}", token.expect("a notice"))
}

fn said(app: &App, address: &str, brand: BrandCode) -> (Status, Option<Source>) {
    let channel = if address.contains('@') {
        Channel::Email
    } else {
        Channel::Text
    };
    let state = app.state(address, brand, channel).unwrap();
    (state.status, state.source)
}

/// What a mail program's server posts.
async fn one_click(browser: &mut Browser<'_>, path: &str) -> testkit::Answer {
    let form = "List-Unsubscribe=One-Click".to_owned();
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://mail.example"),
    ];
    browser.send(Method::POST, path, Some(form), &foreign).await
}

#[tokio::test]
async fn looking_shows_the_records_and_changes_nothing() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let before = app.movements();
    let mut browser = app.browser();
    for method in [Method::GET, Method::HEAD] {
        let page = browser.send(method, &path, None, &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-robots-tag"), "noindex");
    }
    let page = browser.get(&path).await;
    page.says("Karanfil");
    page.says("Çınar");
    page.says("+90 532 *** ** 33");
    page.is_silent_about("1112233");
    page.says("Bu 2 iznin hepsini reddet");
    assert_eq!(app.movements(), before);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn one_tap_refuses_and_shows_the_receipts() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let mut browser = app.browser();
    let page = browser.post(&path, &[("refuse", "all")]).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("2 izin reddedildi");
    for brand in [BRAND, OTHER_BRAND] {
        assert_eq!(
            said(&app, PHONE, brand),
            (Status::Refusal, Some(Source::RegistryText))
        );
        let state = app.state(PHONE, brand, Channel::Text).unwrap();
        let movement = app.ledger.movement(state.decided_by).unwrap().unwrap();
        page.says(&movement.transaction.to_wire());
    }
    let before = app.movements();
    browser
        .post(&path, &[("refuse", "all")])
        .await
        .says("zaten reddedilmişti");
    browser.get(&path).await.says("zaten reddedilmiş");
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn bytes_that_are_no_text_hold_up_no_refusal() {
    for glued in ["", "%94", "%FF%FE."] {
        let app = App::new().await;
        let path = link(&app, PHONE).await + glued;
        app.browser()
            .get(&path)
            .await
            .says("Bu 2 iznin hepsini reddet");
        let body = [
            b"List-Unsubscribe=One-Click&from=".as_slice(),
            &[0xfe, 0xff],
        ]
        .concat();
        let request = Request::post(&path).body(Body::from(body)).unwrap();
        let answer = app.respond(request).await;
        assert_eq!(answer.status(), StatusCode::OK, "{glued}");
        assert_eq!(said(&app, PHONE, BRAND).0, Status::Refusal);
    }
}

#[tokio::test]
async fn one_record_can_be_refused_alone() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let record = format!("0-{BRAND}-1-2");
    let mut browser = app.browser();
    browser.get(&path).await.says(&record);
    browser
        .post(&path, &[("refuse", &record)])
        .await
        .says("Bir izin reddedildi");
    assert_eq!(said(&app, PHONE, BRAND).0, Status::Refusal);
    assert_eq!(said(&app, PHONE, OTHER_BRAND).0, Status::Approval);
}

#[tokio::test]
async fn the_one_click_of_a_mail_program_refuses_without_page_cookie_or_redirect() {
    let app = App::new().await;
    let path = link(&app, EMAIL).await;
    let mut browser = app.browser();
    for _ in 0..2 {
        let answer = one_click(&mut browser, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("set-cookie"), "");
        assert_eq!(answer.header("location"), "");
        assert!(answer.text().len() < 200);
    }
    for brand in [BRAND, OTHER_BRAND] {
        assert_eq!(
            said(&app, EMAIL, brand),
            (Status::Refusal, Some(Source::RegistryEmail))
        );
    }
}

#[tokio::test]
async fn every_form_in_which_mail_programs_post_their_click_refuses() {
    let part = "Content-Disposition: form-data; name=";
    for (kind, body) in [
        (
            "application/x-www-form-urlencoded",
            "List-Unsubscribe=One-Click".to_owned(),
        ),
        // As .NET writes it.
        (
            "multipart/form-data; boundary=\"b1\"",
            format!(
                "--b1\r\nContent-Type: text/plain; charset=utf-8\r\n{part}List-Unsubscribe\r\n\r\n\
                 One-Click\r\n--b1--\r\n"
            ),
        ),
        (
            "multipart/form-data; boundary=b1",
            format!("--b1\r\n{part}\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b1--\r\n"),
        ),
        // Nothing at all, whatever it is called.
        ("", String::new()),
        ("application/x-www-form-urlencoded", String::new()),
        ("multipart/form-data; boundary=b1", String::new()),
        ("text/plain", "List-Unsubscribe=One-Click\r\n".to_owned()),
    ] {
        let app = App::new().await;
        let path = link(&app, EMAIL).await;
        let mut request = Request::post(&path).header("sec-fetch-site", "cross-site");
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(Body::from(body.clone())).unwrap();
        let answer = app.respond(request).await;
        assert_eq!(answer.status(), StatusCode::OK, "{kind} {body}");
        for brand in [BRAND, OTHER_BRAND] {
            let refused = (Status::Refusal, Some(Source::RegistryEmail));
            assert_eq!(said(&app, EMAIL, brand), refused, "{kind} {body}");
        }
    }
}

#[tokio::test]
async fn what_mail_programs_glue_to_the_link_is_no_part_of_it() {
    let app = App::new().await;
    let path = link(&app, EMAIL).await;
    let before = app.movements();
    let mut browser = app.browser();
    for glued in [
        ".",
        "/",
        "//",
        ",",
        "%3E",
        ")",
        ").",
        "%E2%80%9D",
        "/?lang=en",
        "*",
        ";",
        "%20",
    ] {
        for method in [Method::GET, Method::HEAD] {
            let page = browser
                .send(method, &format!("{path}{glued}"), None, &[])
                .await;
            assert_eq!(page.status, StatusCode::OK, "{glued}");
        }
    }
    let quoted = path.replace("/e/", "/e/%22");
    assert_eq!(browser.get(&quoted).await.status, StatusCode::OK);
    // Its own buttons lead back to the plain link.
    browser
        .get(&format!("{path}."))
        .await
        .says("<form method=\"post\">");
    assert_eq!(app.movements(), before);
    let answer = one_click(&mut browser, &format!("{path}.")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(said(&app, EMAIL, BRAND).0, Status::Refusal);
}

#[tokio::test]
async fn only_a_post_acts_whatever_the_address_says() {
    let app = App::new().await;
    let path = link(&app, EMAIL).await;
    let before = app.movements();
    let mut browser = app.browser();
    for query in ["", "?List-Unsubscribe=One-Click", "?refuse=all"] {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT] {
            browser
                .send(method, &format!("{path}{query}"), None, &[])
                .await;
        }
    }
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn what_is_glued_to_any_other_link_is_taken_off() {
    let app = App::new().await;
    let mut browser = app.browser();
    for (glued, path) in [("/sign-in.", "/sign-in"), ("/privacy/", "/privacy")] {
        let answer = browser.get(glued).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(answer.header("location"), path);
    }
    let answer = browser.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_wish_refuses_nothing() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let before = app.movements();
    let mut browser = app.browser();
    let stranger = format!("0-{BRAND}-1-1");
    let forms: [&[(&str, &str)]; 7] = [
        &[("approve", "all")],
        &[("refuse", &stranger), ("refuse", "all")],
        &[("refuse", "everything"), ("refuse", "all")],
        &[("refuse", "")],
        &[("refuse", &stranger)],
        &[("List-Unsubscribe", "no")],
        &[("refuse", "all"), ("List-Unsubscribe", "One-Click")],
    ];
    for form in forms {
        let answer = browser.post(&path, form).await;
        assert!(answer.status.is_client_error(), "{form:?}");
    }
    let long = format!("refuse=all&x={}", "y".repeat(5_000));
    let answer = browser.send(Method::POST, &path, Some(long), &[]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let put = browser.send(Method::PUT, &path, None, &[]).await;
    assert_eq!(put.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn altered_and_unknown_links_look_alike_and_lead_to_the_sign_in() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let before = app.movements();
    let mut altered = path.clone();
    let last = if altered.pop() == Some('A') { 'E' } else { 'A' };
    altered.push(last);
    let mut browser = app.browser();
    let clicked = one_click(&mut browser, &altered).await;
    assert_eq!(clicked.status, StatusCode::GONE);
    assert_eq!(clicked.text(), "", "a mail program shows nobody the page");
    let mut pages = Vec::new();
    for path in [altered, format!("/e/{}", "A".repeat(43)), "/e/x".to_owned()] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.says("href=\"/sign-in\"");
        pages.push(page.text().to_owned());
        let page = browser.post(&path, &[("refuse", "all")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        let click = one_click(&mut browser, &path).await;
        assert!(click.status.is_client_error());
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_link_that_is_over_explains_and_leads_to_the_sign_in() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    app.pass(91 * DAY);
    let before = app.movements();
    let mut browser = app.browser();
    for page in [
        browser.get(&path).await,
        browser.post(&path, &[("refuse", "all")]).await,
    ] {
        assert_eq!(page.status, StatusCode::GONE);
        page.says("href=\"/sign-in\"");
    }
    let click = one_click(&mut browser, &path).await;
    assert_eq!(
        (click.status, click.header("location")),
        (StatusCode::GONE, "")
    );
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_brands_name_is_text_and_nothing_else() {
    let app = App::new().await;
    let evil = BrandCode(600_007);
    app.brand(PROVIDER, evil, "<script>alert(1)</script>\" onclick=\"x")
        .await;
    let report = Report::about(PHONE).brand(evil);
    app.report(report).await;
    let path = link(&app, PHONE).await;
    let page = app.browser().get(&path).await;
    page.is_silent_about("<script>alert");
    page.is_silent_about("\" onclick");
    page.says("&#60;script&#62;");
}

#[tokio::test]
async fn the_page_is_in_the_owners_language_unless_another_is_chosen() {
    let app = App::new().await;
    let path = link(&app, PHONE).await;
    let mut browser = app.browser();
    browser.headers.push(("accept-language", "en".to_owned()));
    browser.get(&path).await.says("lang=\"tr\"");
    browser
        .get(&format!("{path}?lang=en"))
        .await
        .says("Refuse all 2 consents");
    browser
        .cookies
        .insert("__Host-izin-lang".to_owned(), "en".to_owned());
    browser.get(&path).await.says("Refuse all 2 consents");
    browser
        .post(&path, &[("refuse", "all")])
        .await
        .says("2 consents were refused");
}
