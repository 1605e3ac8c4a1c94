//! `/approve` and `/approve/brand`.

use axum::http::StatusCode;
use domain::{Channel, Source, Status};

use crate::app::{App, BRAND, OTHER_BRAND, PHONE};

#[tokio::test]
async fn a_brand_is_found_in_any_spelling() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/approve?q=CINAR").await;
    page.says("1 marka bulundu");
    page.says("href=\"/approve/brand?code=600002\"");
    browser.get("/approve?q=olmayan").await.says("bulunamadı");
    browser.get("/approve").await.is_silent_about("bulundu");
}

#[tokio::test]
async fn only_what_is_ticked_is_approved_and_nothing_is_ticked_beforehand() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/approve/brand?code=600002").await;
    page.says("name=\"place\" value=\"1-1\"");
    page.says("name=\"place\" value=\"1-2\"");
    page.is_silent_about("checked");
    page.is_silent_about("value=\"1-3\"");
    let fields = [("code", "600002"), ("place", "1-2")];
    let done = browser.post("/approve/brand", &fields).await;
    done.says("1 izin onaylandı");
    let state = app.state(PHONE, OTHER_BRAND, Channel::Text).unwrap();
    assert_eq!(state.status, Status::Approval);
    assert_eq!(state.source, Some(Source::RegistryWebNew));
    assert_eq!(app.state(PHONE, OTHER_BRAND, Channel::Call), None);
    assert_eq!(app.state(PHONE, BRAND, Channel::Text), None);
    let undo = [("action", done.field("action"))];
    let undo = [("action", undo[0].1.as_str())];
    browser
        .post("/consents/undo", &undo)
        .await
        .says("Geri alındı");
    let state = app.state(PHONE, OTHER_BRAND, Channel::Text).unwrap();
    assert_eq!(state.status, Status::Refusal);
}

#[tokio::test]
async fn two_brands_at_once_are_none() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let fields = [("code", "600001"), ("code", "600002"), ("place", "1-2")];
    let answer = browser.post("/approve/brand", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn what_is_not_ones_own_or_no_brand_is_not_found_and_nothing_is_written() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    for fields in [
        [("code", "600002"), ("place", "2-2")],
        [("code", "600002"), ("place", "1-3")],
        [("code", "699999"), ("place", "1-2")],
    ] {
        let answer = browser.post("/approve/brand", &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{fields:?}");
    }
    let answer = browser.get("/approve/brand?code=699999").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let none = browser.post("/approve/brand", &[("code", "600002")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.says("En az bir yol seçin");
    let mut many = vec![("code", "600002")];
    many.resize(10_000, ("place", "1-2"));
    let answer = browser.post("/approve/brand", &many).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(app.movements(), 0);
}
