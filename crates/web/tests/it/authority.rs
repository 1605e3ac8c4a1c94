//! `/authority` and what is under it.

pub mod who_may;

use axum::http::StatusCode;
use registry::authority::{Duty, Posting, Province};
use testkit::{Browser, OFFICER_PASSWORD, code_at};

use crate::app::App;

/// The name of the console's session.
pub const COOKIE: &str = "__Host-izin-authority";

/// Somebody who handles complaints in İstanbul.
fn istanbul() -> Posting {
    Posting {
        province: Province::new(34),
        duty: Duty::Cases,
    }
}

impl App {
    /// A browser in which an officer has signed in.
    pub async fn at_authority(&self, name: &str, posting: Posting) -> Browser<'_> {
        let officer = self.add_officer(name, posting).await;
        let token = self.officer_token(&officer).await;
        let mut browser = self.browser();
        browser.cookies.insert(COOKIE.to_owned(), token);
        browser
    }
}

#[tokio::test]
async fn an_officer_signs_in_sees_their_post_and_signs_out() {
    let app = App::new().await;
    let officer = app.add_officer("ayse", istanbul()).await;
    let mut browser = app.browser();
    let page = browser.get("/authority/sign-in").await;
    page.says("Kamu girişi");
    let code = code_at(&officer.secret, app.now());
    let fields = [
        ("name", "ayse"),
        ("password", OFFICER_PASSWORD),
        ("second", &code),
    ];
    let answer = browser.post("/authority/sign-in", &fields).await;
    assert_eq!(answer.location(), "/authority");
    let page = browser.get("/authority").await;
    page.says("İstanbul");
    page.says("Şikâyetlere bakar");
    page.says("Ticaret İl Müdürlüğü");
    let page = browser.get("/authority?lang=en").await;
    page.says("Handles complaints");

    let answer = browser.post("/authority/sign-out", &[]).await;
    assert_eq!(answer.location(), "/authority/sign-in");
    let answer = browser.get("/authority").await;
    assert_eq!(answer.location(), "/authority/sign-in");
}

#[tokio::test]
async fn nothing_that_was_typed_is_shown_again_and_no_session_is_opened() {
    let app = App::new().await;
    app.add_officer("ayse", istanbul()).await;
    let mut browser = app.browser();
    let fields = [
        ("name", "ayse"),
        ("password", OFFICER_PASSWORD),
        ("second", "000000"),
    ];
    let answer = browser.post("/authority/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("ikinci doğrulama yanlış");
    for typed in ["ayse", OFFICER_PASSWORD, "000000"] {
        answer.is_silent_about(typed);
    }
    assert!(!browser.cookies.contains_key(COOKIE));
}

#[tokio::test]
async fn an_officer_is_let_in_neither_at_the_desk_nor_an_agent_here() {
    let app = App::new().await;
    app.add_officer("ayse", istanbul()).await;
    app.add_agent().await;
    let mut browser = app.browser();
    let fields = [("name", "ayse"), ("password", OFFICER_PASSWORD)];
    let right = browser.post("/desk/sign-in", &fields).await;
    assert_eq!(right.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "ayse"), ("password", "yanlış")];
    let wrong = browser.post("/desk/sign-in", &fields).await;
    // Which of the two is right is not to be seen.
    assert_eq!(right.text(), wrong.text());
    let (name, password, _) = testkit::AGENT;
    let fields = [("name", name), ("password", password), ("second", "000000")];
    let answer = browser.post("/authority/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.cookies.keys().all(|name| !name.contains("izin-")));
}
