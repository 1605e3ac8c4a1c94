//! `/language`, and in which language people are answered.

use axum::http::StatusCode;

use crate::app::App;

#[tokio::test]
async fn without_a_choice_it_is_the_browsers_language_or_turkish() {
    let app = App::new().await;
    for (preferred, lang) in [
        (None, "tr"),
        (Some("tr-TR,tr;q=0.9,en;q=0.8"), "tr"),
        (Some("en-GB,en;q=0.9"), "en"),
        (Some("de-DE,de;q=0.9,en;q=0.5"), "en"),
        (Some("de"), "tr"),
        (Some("en;q=0, tr"), "tr"),
        (Some(";;;,,"), "tr"),
    ] {
        let mut browser = app.browser();
        if let Some(preferred) = preferred {
            browser
                .headers
                .push(("accept-language", preferred.to_owned()));
        }
        browser
            .get("/")
            .await
            .says(&format!("<html lang=\"{lang}\">"));
    }
}

#[tokio::test]
async fn a_choice_is_kept_by_the_browser_and_by_the_account() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let fields = [("language", "en"), ("next", "/consents?lang=tr&page=2")];
    let chosen = browser.post("/language", &fields).await;
    assert_eq!(chosen.location(), "/consents?page=2");
    browser.get("/consents").await.says("<html lang=\"en\">");
    app.pass(61);
    let mut other = app.signed_in().await;
    other.get("/consents").await.says("<html lang=\"en\">");
}

#[tokio::test]
async fn one_page_can_be_asked_for_in_the_other_language() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.get("/?lang=en").await.says("<html lang=\"en\">");
    browser.get("/?lang=xx").await.says("<html lang=\"tr\">");
    assert_eq!(browser.get("/?lang=en").await.status, StatusCode::OK);
    browser.get("/").await.says("<html lang=\"tr\">");
}
