//! `/consents/change`, `/consents/undo` and `/consents/all`.

use axum::http::StatusCode;
use domain::{BrandCode, Channel, Source, Status};
use registry::people::recipient::RECORDS_MAX;

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, Report, STRANGER};

const CHANGE: &str = "/consents/change";

/// The status and source of a record of [`PHONE`].
fn text(app: &App, brand: BrandCode) -> (Status, Option<Source>) {
    let state = app.state(PHONE, brand, Channel::Text).unwrap();
    (state.status, state.source)
}

#[tokio::test]
async fn one_button_refuses_one_record_before_the_page_answers() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    // Boxes that happen to be ticked are not meant by another record's button.
    let fields = [
        ("record", "1-600002-1-2"),
        ("view", "q=karanfil"),
        ("one", "RET:1-600001-1-2"),
    ];
    let page = browser.post(CHANGE, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("1 izin reddedildi");
    page.says("role=\"status\"");
    page.says("ONAY:1-600001-1-2");
    page.is_silent_about("1-600002-1-2");
    let refused = (Status::Refusal, Some(Source::RegistryWeb));
    assert_eq!(text(&app, BRAND), refused);
    assert_eq!(text(&app, OTHER_BRAND).0, Status::Approval);
    let state = app.state(PHONE, BRAND, Channel::Text).unwrap();
    let movement = app.ledger.movement(state.decided_by).unwrap().unwrap();
    page.says(&movement.transaction.to_wire());
}

#[tokio::test]
async fn a_form_with_two_wishes_has_none_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    for fields in [
        &[("one", "RET:1-600001-1-2"), ("one", "RET:1-600002-1-2")][..],
        &[("one", "RET:1-600001-1-2"), ("all", "RET:everything")],
        &[
            ("brand", "RET:600001"),
            ("selected", "RET"),
            ("record", "1-600002-1-2"),
        ],
        &[
            ("selected", "RET"),
            ("selected", "ONAY"),
            ("record", "1-600001-1-2"),
        ],
        &[("one", "RET:1-600001-1-2"), ("view", ""), ("view", "q=x")],
    ] {
        let answer = browser.post(CHANGE, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn the_ticked_records_change_together_and_are_undone_together() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let fields = [
        ("record", "1-600001-1-2"),
        ("record", "1-600002-1-2"),
        ("record", "1-600002-1-1"),
        ("selected", "RET"),
    ];
    let before = app.movements();
    let page = browser.post(CHANGE, &fields).await;
    page.says("3 izin reddedildi");
    page.says("Makbuzlar (3)");
    assert_eq!(app.movements(), before + 3);
    let again = browser.post(CHANGE, &fields).await;
    again.says("Değişen bir şey yok");
    again.says("3 kayıt zaten bu durumdaydı");
    again.is_silent_about("/consents/undo");
    assert_eq!(app.movements(), before + 3);
    let undone = browser
        .post("/consents/undo", &[("action", &page.field("action"))])
        .await;
    undone.says("Geri alındı: 3 kayıt eski durumunda");
    assert_eq!(text(&app, BRAND).0, Status::Approval);
    assert_eq!(text(&app, OTHER_BRAND).0, Status::Approval);
}

#[tokio::test]
async fn too_late_or_twice_undoes_nothing() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let one = [("one", "RET:1-600001-1-2")];
    let action = browser.post(CHANGE, &one).await.field("action");
    let undo = [("action", action.as_str())];
    app.pass(15 * 60 + 1);
    let late = browser.post("/consents/undo", &undo).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says("Geri alma süresi doldu");
    assert_eq!(text(&app, BRAND).0, Status::Refusal);
    let other = browser.post(CHANGE, &[("one", "RET:1-600002-1-2")]).await;
    let undo = [("action", other.field("action"))];
    let undo = [("action", undo[0].1.as_str())];
    browser.post("/consents/undo", &undo).await;
    let twice = browser.post("/consents/undo", &undo).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    twice.says("Geri alınacak bir şey kalmadı");
}

#[tokio::test]
async fn nobody_undoes_what_somebody_else_has_done() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let one = [("one", "RET:1-600001-1-2")];
    let action = browser.post(CHANGE, &one).await.field("action");
    let mut stranger = app.signed_in_with(STRANGER).await;
    let before = app.movements();
    let answer = stranger
        .post("/consents/undo", &[("action", &action)])
        .await;
    assert!(answer.status.is_client_error());
    assert_eq!(app.movements(), before);
    assert_eq!(text(&app, BRAND).0, Status::Refusal);
}

#[tokio::test]
async fn all_of_a_brand_is_refused_by_one_button() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let page = browser.post(CHANGE, &[("brand", "RET:600001")]).await;
    page.says("2 izin reddedildi");
    assert_eq!(text(&app, BRAND).0, Status::Refusal);
    assert_eq!(text(&app, OTHER_BRAND).0, Status::Approval);
}

#[tokio::test]
async fn all_of_a_channel_and_everything_are_asked_about_once_more() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    browser.add_address(EMAIL).await;
    browser
        .get("/consents")
        .await
        .says("href=\"/consents/all?channel=ARAMA\"");
    let before = app.movements();
    let asked = browser.get("/consents/all?channel=ARAMA").await;
    asked.says("Bütün aramalar reddedilsin mi?");
    asked.says("2 kaydı reddet");
    assert_eq!(app.movements(), before);
    let all = [("all", "RET:ARAMA")];
    browser.post(CHANGE, &all).await.says("2 izin reddedildi");
    let asked = browser.get("/consents/all").await;
    asked.says("4 kaydı reddet");
    let all = [("all", "RET:everything")];
    browser.post(CHANGE, &all).await.says("4 izin reddedildi");
    let asked = browser.get("/consents/all").await;
    asked.says("Reddedilecek bir onay yok");
    let stranger = app.state(STRANGER, BRAND, Channel::Text).unwrap();
    assert_eq!(stranger.status, Status::Approval);
    assert_eq!(
        browser.get("/consents/all?channel=FAKS").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn another_persons_record_is_not_found_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    for record in [
        "2-600001-1-2",
        "0-600001-1-2",
        "1-600001-1-3",
        "1-699999-1-2",
        "4294967295-600001-1-2",
    ] {
        let one = format!("RET:{record}");
        let many = [
            ("record", "1-600001-1-2"),
            ("record", record),
            ("selected", "RET"),
        ];
        for fields in [&[("one", one.as_str())][..], &many] {
            let answer = browser.post(CHANGE, fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{fields:?}");
        }
    }
    let brand = browser.post(CHANGE, &[("brand", "RET:699999")]).await;
    assert!(brand.status.is_client_error() || brand.text().contains("Değişen bir şey yok"));
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn ten_thousand_boxes_are_refused_with_a_way_out_and_nothing_is_written() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    let mut fields = vec![("selected", "RET")];
    fields.resize(10_001, ("record", "1-600001-1-2"));
    let answer = browser.post(CHANGE, &fields).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says("Toplu reddet");
    assert_eq!(app.movements(), before);
    fields.truncate(RECORDS_MAX + 2);
    let answer = browser.post(CHANGE, &fields).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn nothing_ticked_is_said_and_changes_nothing() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let before = app.movements();
    let answer = browser.post(CHANGE, &[("selected", "RET")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    answer.says("Hiçbir kayıt seçilmedi");
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_refused_record_is_approved_again_by_its_owner() {
    let app = App::new().await;
    app.report(Report::about(PHONE)).await;
    let mut browser = app.signed_in().await;
    browser.post(CHANGE, &[("one", "RET:1-600001-1-2")]).await;
    app.pass(1);
    let page = browser.post(CHANGE, &[("one", "ONAY:1-600001-1-2")]).await;
    page.says("1 izin onaylandı");
    let approved = (Status::Approval, Some(Source::RegistryWeb));
    assert_eq!(text(&app, BRAND), approved);
}

#[tokio::test]
async fn the_answers_address_leads_back_to_the_list() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    for path in [CHANGE, "/consents/undo"] {
        assert_eq!(browser.get(path).await.location(), "/consents");
    }
}
