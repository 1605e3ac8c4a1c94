//! `/provider` and `/provider/brand`.

use axum::http::StatusCode;
use directory::member::MemberRole;
use domain::{BrandCode, ProviderCode};
use testkit::{PROVIDER, everywhere, in_brand};

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

#[tokio::test]
async fn the_package_says_what_it_still_allows_and_refusals_never_wait() {
    use directory::subscription::SubscriptionStatus::{Active, Closed, Paused};
    let app = App::new().await;
    let mut browser = app.owner().await;
    browser
        .get("/provider")
        .await
        .says("Retler her zamanki gibi");
    for (status, text) in [
        (Active, "Her şey yapılabilir"),
        (Paused, "Retler her zamanki gibi kaydedilir. Onaylar"),
        (Closed, "Başka bir şey yapılamaz"),
    ] {
        let set = |one: &mut directory::subscription::Subscription| {
            one.status = status;
            one.consent_limit = Some(1_000);
        };
        app.subscribe(PROVIDER.0, set).await;
        let page = browser.get("/provider").await;
        page.says(text);
        page.says("1.000 kaydın 0 tanesi kullanıldı");
    }
}

#[tokio::test]
async fn closed_days_make_the_chart_and_the_table_beneath() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.owner().await;
    let page = browser.get("/provider/brand").await;
    page.says("<h1>Karanfil</h1>");
    page.says("Son çubuk bugünün");
    page.says("en çok 10.03.2026 gününde");
    page.says("<rect class=\"yes\"");
    let page = browser.get("/provider").await;
    page.says("10.03.2026, şu ana kadar");
    page.says("En büyük kanal");
    app.pass(testkit::DAY);
    let stop = registry::job::Stop::new();
    app.contract().close_days_once(&stop).await.unwrap();
    let mut browser = app
        .at_console("b@c.example", everywhere(MemberRole::Viewer))
        .await;
    let page = browser.get("/provider/brand").await;
    page.says("<svg class=\"chart\" role=\"img\"");
    page.says("<rect class=\"yes\"");
    page.says("en çok 10.03.2026 gününde");
    page.says("<th scope=\"row\">10.03.2026</th>");
    browser.get("/provider").await.says("En büyük kanal");
}

#[tokio::test]
async fn sections_stand_by_area_and_an_area_leads_to_its_first_open_one() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let page = owner.get("/provider").await;
    page.says("<a href=\"/provider/people\">Hesap</a>");
    page.is_silent_about("/provider/activity");
    let page = owner.get("/provider/activity").await;
    page.says("aria-current=\"true\">Hesap</a>");
    page.says("aria-current=\"page\">İşlemler</a>");
    page.says("/provider/api-users");
    let manager = everywhere(MemberRole::Manager);
    let mut manager = app.at_console("m@b.example", manager).await;
    let page = manager.get("/provider").await;
    page.says("<a href=\"/provider/api-users\">Hesap</a>");
    // One section alone needs no row of its own.
    let viewer = in_brand(MemberRole::Viewer, BRAND);
    let mut viewer = app.at_console("v@b.example", viewer).await;
    let page = viewer.get("/provider/look-up").await;
    page.says("İzinler</a>");
    page.is_silent_about("class=\"area\"");
    page.is_silent_about("Hesap</a>");
}
