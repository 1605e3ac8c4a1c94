//! `/consents/{record}` and its receipts.

use axum::http::StatusCode;
use domain::Channel;

use crate::app::{App, BRAND, PHONE, STRANGER};

#[tokio::test]
async fn a_records_history_names_who_said_what_and_when() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let one = [("one", "RET:1-600001-1-2")];
    browser.post("/consents/change", &one).await;
    let page = browser.get("/consents/1-600001-1-2").await;
    page.says("Sağlayıcı 600001 A.Ş. bildirdi.");
    page.says("Siz bildirdiniz.");
    page.says("Bu siteden siz");
    page.says("İmzalı formla");
    let state = app.state(PHONE, BRAND, Channel::Text).unwrap();
    let movement = app.ledger.movement(state.decided_by).unwrap().unwrap();
    page.says(&movement.transaction.to_wire());
    page.says("href=\"/complaints/new?record=1-600001-1-2\"");
}

#[tokio::test]
async fn another_persons_history_is_not_there() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    for record in [
        "2-600001-1-2",
        "1-600001-1-3",
        "1-699999-1-2",
        "x",
        "1-600001-1-2-9",
    ] {
        let answer = browser.get(&format!("/consents/{record}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{record}");
    }
}

#[tokio::test]
async fn the_proof_of_ones_own_movement_is_a_file_and_anothers_is_not_there() {
    let app = App::new().await;
    app.fill().await;
    app.publish();
    let transaction = |address: &str| {
        let state = app.state(address, BRAND, Channel::Text).unwrap();
        let movement = app.ledger.movement(state.decided_by).unwrap().unwrap();
        movement.transaction.to_wire()
    };
    let mut browser = app.signed_in().await;
    let own = transaction(PHONE);
    let path = format!("/consents/1-600001-1-2/receipts/{own}");
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"izin-receipt-")
    );
    let receipt: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!(receipt["transactionId"], own.as_str());
    for other in [transaction(STRANGER), "0".repeat(64), "x".to_owned()] {
        let path = format!("/consents/1-600001-1-2/receipts/{other}");
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
