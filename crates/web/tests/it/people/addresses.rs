//! `/addresses` and what is below it.

use axum::http::StatusCode;

use crate::app::{App, EMAIL, PHONE, STRANGER};

#[tokio::test]
async fn an_address_is_added_by_the_code_that_reached_it() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let sent = browser.post("/addresses", &[("address", EMAIL)]).await;
    assert_eq!(sent.location(), "/addresses/code");
    let code = app.last_code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let tried = browser.post("/addresses/code", &[("code", wrong)]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.get("/addresses").await.is_silent_about(EMAIL);
    let added = browser.post("/addresses/code", &[("code", &code)]).await;
    assert_eq!(added.location(), "/addresses?done=added");
    let page = browser.get("/addresses?done=added").await;
    page.says(EMAIL);
    page.says("role=\"status\"");
    app.pass(61);
    let sent = browser.post("/addresses", &[("address", EMAIL)]).await;
    assert_eq!(sent.location(), "/addresses/code");
    let again = [("code", app.last_code())];
    let again = [("code", again[0].1.as_str())];
    let theirs = browser.post("/addresses/code", &again).await;
    assert_eq!(theirs.location(), "/addresses?done=theirs");
}

#[tokio::test]
async fn an_unreadable_address_is_told_at_its_field() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let answer = browser.post("/addresses", &[("address", "0532")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("aria-describedby=\"address-hint address-error\"");
    answer.says("value=\"0532\"");
}

#[tokio::test]
async fn the_wish_for_notices_is_kept_address_by_address() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser.add_address(EMAIL).await;
    let off = [("id", "2"), ("policy", "off")];
    let set = browser.post("/addresses/notices", &off).await;
    assert_eq!(set.location(), "/addresses?done=notices");
    let page = browser.get("/addresses").await;
    page.says("value=\"off\" selected");
    page.says("value=\"daily\" selected");
    let foreign = [("id", "3"), ("policy", "off")];
    let refused = browser.post("/addresses/notices", &foreign).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_address_is_removed_after_asking_and_the_last_one_stays() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser.add_address(EMAIL).await;
    browser.get("/addresses/remove?id=2").await.says(EMAIL);
    browser.get("/addresses").await.says(EMAIL);
    let removed = browser.post("/addresses/remove", &[("id", "2")]).await;
    assert_eq!(removed.location(), "/addresses?done=removed");
    browser.get("/addresses").await.is_silent_about(EMAIL);
    let last = browser.post("/addresses/remove", &[("id", "1")]).await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    last.says("tek adres");
    for foreign in ["2", "9", "0"] {
        let answer = browser.post("/addresses/remove", &[("id", foreign)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    browser.get("/addresses").await.says("0532 111 22 33");
}

#[tokio::test]
async fn an_address_moves_to_whoever_proves_it() {
    let app = App::new().await;
    let mut browser = app.signed_in_with(STRANGER).await;
    browser.add_address(EMAIL).await;
    app.pass(61);
    let mut other = app.signed_in_with(PHONE).await;
    other.add_address(EMAIL).await;
    other.get("/addresses").await.says(EMAIL);
    browser.get("/addresses").await.is_silent_about(EMAIL);
}
