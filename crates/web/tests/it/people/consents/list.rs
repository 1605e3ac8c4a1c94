//! `/consents`: the list.

use axum::http::StatusCode;
use domain::{BrandCode, Channel, RecipientType};

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Report};

const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

#[tokio::test]
async fn every_record_stands_there_with_its_state_date_source_and_retailer() {
    let app = App::new().await;
    let retailer = app.retailer("Kadıköy Şubesi").await;
    app.report(Report::about(PHONE).retailer(retailer)).await;
    app.report(
        Report::about(PHONE)
            .channel(Channel::Call)
            .recipient_type(RecipientType::Merchant),
    )
    .await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/consents").await;
    page.says("Karanfil");
    page.says("10.03.2026 · İmzalı formla · bayi: Kadıköy Şubesi");
    page.says("value=\"RET:1-600001-1-2\"");
    page.says("value=\"RET:1-600001-2-1\"");
    page.says("<span class=\"tag\">Tacir</span>");
    page.says("Reddet<span class=\"hidden\">: Karanfil, SMS, 0532 111 22 33</span>");
}

#[tokio::test]
async fn nobody_sees_anybody_elses_records() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    browser.get("/consents").await.is_silent_about("E-posta:");
    let page = browser.get("/consents?address=2").await;
    page.says("uyan kayıt yok");
    page.is_silent_about("22 44");
}

#[tokio::test]
async fn several_addresses_are_seen_together_or_one_by_one() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    browser
        .get("/consents")
        .await
        .is_silent_about("name=\"address\"");
    browser.add_address(EMAIL).await;
    let both = browser.get("/consents").await;
    both.says("0532 111 22 33");
    both.says(EMAIL);
    let one = browser.get("/consents?address=2").await;
    one.says("value=\"2\" selected");
    one.says("RET:2-600001-1-3");
    one.is_silent_about("RET:1-600001");
}

#[tokio::test]
async fn search_filter_and_order_stay_in_the_url_and_in_the_form() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let page = browser
        .get("/consents?q=cinar&channel=MESAJ&status=ONAY&order=newest")
        .await;
    page.says("RET:1-600002-1-2");
    page.is_silent_about("RET:1-600001");
    page.is_silent_about("RET:1-600002-1-1");
    page.says("value=\"cinar\"");
    page.says("value=\"MESAJ\" selected");
    page.says("value=\"ONAY\" selected");
    page.says("value=\"newest\" selected");
    assert_eq!(
        page.field("view").replace("&#38;", "&"),
        "q=cinar&channel=MESAJ&status=ONAY&order=newest"
    );
}

#[tokio::test]
async fn two_thousand_records_come_page_by_page() {
    let app = App::new().await;
    let mut reports = Vec::new();
    for index in 0..45 {
        let brand = BrandCode(610_001 + index);
        app.brand(PROVIDER, brand, &format!("Marka {index:02}"))
            .await;
        reports.push(Report::about(PHONE).brand(brand));
    }
    app.report_all(reports).await;
    let mut browser = app.signed_in().await;
    let first = browser.get("/consents").await;
    first.says("Sayfa 1 / 3");
    first.says("href=\"/consents?page=2\"");
    first.is_silent_about("rel=\"prev\"");
    let last = browser.get("/consents?page=99&order=oldest").await;
    last.says("Sayfa 3 / 3");
    last.says("href=\"/consents?order=oldest&#38;page=2\"");
    last.is_silent_about("rel=\"next\"");
}

#[tokio::test]
async fn names_and_searches_are_shown_and_never_run() {
    let app = App::new().await;
    let retailer = app.retailer(EVIL).await;
    app.report(Report::about(PHONE).retailer(retailer)).await;
    app.brand(PROVIDER, BrandCode(610_001), EVIL).await;
    app.report(Report::about(PHONE).brand(BrandCode(610_001)))
        .await;
    let mut browser = app.signed_in().await;
    let search = "/consents?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'%3E%3Cimg%20src%3Dx%3E";
    let pages = [
        browser.get("/consents").await,
        browser.get(search).await,
        browser.get("/consents/1-610001-1-2").await,
        browser.get("/consents/1-600001-1-2").await,
        browser.get("/approve?q=alert").await,
        browser.get("/approve/brand?code=610001").await,
        browser
            .post("/consents/change", &[("one", "RET:1-610001-1-2")])
            .await,
        browser
            .post(
                "/consents/change",
                &[("one", "RET:1-600001-1-2"), ("view", EVIL)],
            )
            .await,
        browser.post("/sign-in", &[("address", EVIL)]).await,
        browser
            .post("/sign-in", &[("next", EVIL), ("address", "")])
            .await,
        browser.post("/addresses", &[("address", EVIL)]).await,
    ];
    for (index, page) in pages.iter().enumerate() {
        assert!(page.text().contains("<h1"), "{index}");
        page.is_silent_about("<script>alert");
        page.is_silent_about("<img src=x");
    }
    pages[0].says("&#60;script&#62;alert(1)");
}

#[tokio::test]
async fn without_records_the_page_says_what_to_do() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/consents").await;
    page.says("Kayıtlı izniniz yok");
    page.says("href=\"/addresses\"");
    app.report(Report::about(PHONE)).await;
    let page = browser.get("/consents?q=olmayan").await;
    page.says("Aramanıza uyan kayıt yok");
    page.says("href=\"/consents\"");
}

#[tokio::test]
async fn the_script_gets_the_list_alone_and_a_stranger_the_whole_sign_in() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    browser.headers.push(("hx-request", "true".to_owned()));
    let part = browser.get("/consents?q=cinar").await;
    assert!(part.text().trim_start().starts_with("<div id=\"screen\">"));
    part.is_silent_about("<html");
    let part = browser
        .post("/consents/change", &[("brand", &format!("RET:{BRAND}"))])
        .await;
    part.says("2 izin reddedildi");
    part.is_silent_about("<html");
    browser.cookies.clear();
    let answer = browser.get("/consents").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("hx-redirect"), "/sign-in?next=/consents");
    assert_eq!(answer.text(), "");
}

#[tokio::test]
async fn everything_of_a_brand_is_offered_where_there_is_more_than_one_approval() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let offer = format!("name=\"brand\" value=\"RET:{OTHER_BRAND}\"");
    browser.get("/consents").await.says(&offer);
    let one = [("one", "RET:1-600002-1-1")];
    browser.post("/consents/change", &one).await;
    browser.get("/consents").await.is_silent_about(&offer);
}
