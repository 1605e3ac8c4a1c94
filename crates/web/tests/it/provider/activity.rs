//! `/provider/activity`.

use axum::http::StatusCode;
use directory::member::MemberRole;
use testkit::{DAY, in_brand};

use crate::app::{App, BRAND};

#[tokio::test]
async fn what_was_done_is_shown_by_who_what_and_when() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let all = owner.get("/provider/activity").await;
    all.says("Birini davet etti");
    all.says("Kayıt sistemini işleten");
    all.says("Giriş yaptı");
    all.says("Ayşe Yılmaz (1)");
    let signed_in = owner.get("/provider/activity?action=signed-in&who=1").await;
    signed_in.says("<td>Giriş yaptı</td>");
    signed_in.is_silent_about("<td>Birini davet etti</td>");
    for none in ["who=99", "from=2026-03-11", "until=2026-03-09", "of=600002"] {
        let page = owner.get(&format!("/provider/activity?{none}")).await;
        page.says("Böyle bir işlem yok");
    }
    let that_day = "/provider/activity?from=2026-03-10&until=2026-03-10";
    owner.get(that_day).await.says("<td>Giriş yaptı</td>");
    // What is unknown or malformed narrows nothing.
    let odd = "/provider/activity?action=x&who=y&from=z&before=w";
    owner.get(odd).await.says("<td>Giriş yaptı</td>");
}

#[tokio::test]
async fn a_manager_of_one_brand_sees_what_was_about_it_alone() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let other = "/provider/look-up?brand=600002";
    app.subscribe(testkit::PROVIDER.0, |_| ()).await;
    for path in [other, "/provider/look-up?brand=600001"] {
        owner.post(path, &[("address", "+905321112233")]).await;
    }
    let roles = in_brand(MemberRole::Manager, BRAND);
    let mut manager = app.at_console("a@b.example", roles).await;
    for query in ["", "?of=600002", "?of=600001"] {
        let page = manager.get(&format!("/provider/activity{query}")).await;
        page.is_silent_about("<td>Giriş yaptı</td>");
        page.is_silent_about("Çınar (600002)");
        let seen = page.text().matches("<td>Adres sorguladı</td>").count();
        assert_eq!(seen, usize::from(query != "?of=600002"), "{query}");
        page.is_silent_about("532");
    }
}

#[tokio::test]
async fn the_log_is_taken_away_for_a_spreadsheet_and_that_is_noted() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let file = owner.get("/provider/activity.csv?action=signed-in").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = file.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].ends_with("Ne zaman;Kim;Ne;Marka;Neyle ilgili"));
    assert!(lines[1].contains(";Ayşe Yılmaz (1);Giriş yaptı;"));
    let page = owner.get("/provider/activity").await;
    page.says("<td>İşlemleri dosya olarak aldı</td>");
}

#[tokio::test]
async fn what_was_done_is_forgotten_after_two_years() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    owner.get("/provider/activity.csv").await;
    app.pass(2 * 365 * DAY - 3_600);
    assert_eq!(app.provider().purge_activity().await.unwrap(), 0);
    app.pass(2 * 3_600);
    // The newest stays, so that no number is given twice.
    assert!(app.provider().purge_activity().await.unwrap() >= 3);
    assert_eq!(app.provider().purge_activity().await.unwrap(), 0);
}
