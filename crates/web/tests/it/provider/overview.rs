//! `/provider` and `/provider/brand`.

use axum::http::StatusCode;
use directory::member::MemberRole;
use domain::{BrandCode, ProviderCode};
use testkit::{everywhere, in_brand};

use crate::app::{App, BRAND, OTHER_BRAND};

#[tokio::test]
async fn a_member_sees_their_brands_and_no_others() {
    let app = App::new().await;
    app.fill().await;
    let stranger = BrandCode(700_001);
    app.brand(ProviderCode(700_001), stranger, "Yabancı").await;
    let roles = in_brand(MemberRole::Viewer, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    let page = browser.get("/provider").await;
    page.says("Karanfil");
    page.is_silent_about("Çınar");
    page.is_silent_about("Yabancı");
    let page = browser.get("/provider/brand").await;
    page.says("Karanfil");
    page.says("Görüntüleyen");
    let own = format!("/provider/brand?brand={BRAND}");
    assert_eq!(browser.get(&own).await.status, StatusCode::OK);
    // Another's, another brand of the provider's, nobody's and no number look alike.
    for other in [
        stranger.to_string(),
        OTHER_BRAND.to_string(),
        "1".into(),
        "x".into(),
    ] {
        let answer = browser.get(&format!("/provider/brand?brand={other}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn the_navigation_carries_the_brand_along_and_another_can_be_chosen() {
    let app = App::new().await;
    let mut browser = app.owner().await;
    let page = browser
        .get(&format!("/provider/brand?brand={OTHER_BRAND}"))
        .await;
    page.says(&format!("href=\"/provider?brand={OTHER_BRAND}\""));
    page.says(&format!("<option value=\"{OTHER_BRAND}\" selected>Çınar"));
    page.says("action=\"/provider/sign-out\"");
    browser.post("/provider/sign-out", &[]).await;
    assert_eq!(
        browser.get("/provider").await.location(),
        "/provider/sign-in"
    );
}

#[tokio::test]
async fn the_console_is_shown_in_either_language() {
    let app = App::new().await;
    let roles = everywhere(MemberRole::Answerer);
    let mut browser = app.at_console("a@b.example", roles).await;
    browser.get("/provider").await.says("Genel bakış");
    browser.post("/language", &[("language", "en")]).await;
    browser.get("/provider").await.says("Overview");
    browser
        .get("/provider/brand")
        .await
        .says("Complaint answerer");
}
