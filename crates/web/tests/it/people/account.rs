//! `/account/delete`.

use axum::http::StatusCode;

use crate::app::{App, EMAIL, PHONE};

const SURE: [(&str, &str); 1] = [("sure", "yes")];

#[tokio::test]
async fn the_page_says_what_goes_and_what_stays_in_both_languages() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser
        .get("/addresses")
        .await
        .says("href=\"/account/delete\"");
    let page = browser.get("/account/delete").await;
    for text in [
        "Neler silinir?",
        "Neler kalır, neden?",
        "üç yıl",
        "izinlerinizi değiştirmez",
    ] {
        page.says(text);
    }
    let page = browser.get("/account/delete?lang=en").await;
    for text in ["What is deleted?", "What stays, and why?", "three years"] {
        page.says(text);
    }
}

#[tokio::test]
async fn nothing_is_deleted_before_the_box_is_ticked() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser.add_address(EMAIL).await;
    for fields in [&[][..], &[("sure", "no")]] {
        let answer = browser.post("/account/delete", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says("href=\"#sure\"");
        answer.says("aria-describedby=\"sure-error\"");
    }
    browser.get("/addresses").await.says(EMAIL);
}

#[tokio::test]
async fn a_deleted_account_leaves_consents_and_nothing_that_ties_its_addresses_together() {
    let app = App::new().await;
    app.fill().await;
    let before = app.movements();
    let mut browser = app.signed_in().await;
    browser.add_address(EMAIL).await;
    app.pass(61);
    let mut elsewhere = app.signed_in().await;
    elsewhere.get("/addresses").await.says(EMAIL);

    let answer = browser.post("/account/delete", &SURE).await;
    assert_eq!(answer.location(), "/account/deleted");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    let said = browser.get("/account/deleted").await;
    said.says("Hesabınız silindi");
    said.is_silent_about("/sign-out");
    for signed_out in [&mut browser, &mut elsewhere] {
        let answer = signed_out.get("/addresses").await;
        assert!(answer.location().starts_with("/sign-in"));
    }
    assert_eq!(app.movements(), before);

    app.pass(61);
    let mut anew = app.signed_in_with(PHONE).await;
    anew.get("/addresses").await.is_silent_about(EMAIL);
    anew.get("/consents").await.says("Karanfil");
}
