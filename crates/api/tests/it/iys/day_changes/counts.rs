//! `…/changes/{reportDate}/recipients/{recipientType}`.

use axum::http::{Method, StatusCode};
use domain::{Source, Status};
use serde_json::json;

use super::{AFTER, DAY, MAIL, OTHER_PHONE, PHONE, close, file, record_at, stats, text, word};
use crate::app::{App, PROVIDER, brand_path};
use crate::iys::retailers::{add_retailer, refuses_strangers};

#[tokio::test]
async fn movements_are_counted_by_what_they_change() {
    use Status::{Approval, Refusal};
    let app = App::new().await;
    record_at(
        &app,
        "2026-03-09 12:00:00",
        &[word(OTHER_PHONE, Approval, Source::Web)],
    )
    .await;
    let retailer = add_retailer(&app, PROVIDER, 1).await;
    record_at(
        &app,
        "2026-03-10 12:00:00",
        &[
            word(PHONE, Approval, Source::Web),
            word(MAIL, Refusal, Source::RegistryWeb),
        ],
    )
    .await;
    // A change of retailers' access stands between two words and counts as none.
    let body = json!({"recipient": OTHER_PHONE, "recipientType": "BIREYSEL", "type": "MESAJ",
        "retailerAccess": [retailer]});
    let path = brand_path(PROVIDER, "/consents/retailers/access");
    let granted = app.post(PROVIDER, &path, body).await;
    assert_eq!(granted.status, StatusCode::OK, "{:?}", granted.json());
    record_at(
        &app,
        "2026-03-10 13:00:00",
        &[
            word(OTHER_PHONE, Refusal, Source::RegistryWeb),
            word(PHONE, Refusal, Source::RegistryWeb),
        ],
    )
    .await;
    record_at(
        &app,
        "2026-03-10 14:00:00",
        &[word(PHONE, Approval, Source::Web)],
    )
    .await;
    app.set_clock(AFTER);
    close(&app).await;
    // Rule of the contract: approval is a first ONAY or one after RET, rejection a RET after ONAY.
    let expected = json!({"changeStats": [
        {"type": "MESAJ", "consents": [
            {"source": "HS", "approval": 2, "rejection": 0, "pending": 0, "total": 2},
            {"source": "IYS", "approval": 0, "rejection": 2, "pending": 0, "total": 2},
        ]},
        {"type": "EPOSTA", "consents": [
            {"source": "IYS", "approval": 0, "rejection": 0, "pending": 0, "total": 1},
        ]},
    ]});
    assert_eq!(stats(&app, DAY, "BIREYSEL").await.json(), expected);
    let none = json!({"changeStats": []});
    assert_eq!(stats(&app, DAY, "TACIR").await.json(), none);
    // Counts and file tell of the same movements, and the file leaves out the change of access.
    assert_eq!(text(&file(&app, DAY).await).lines().count(), 1 + 5);
}

#[tokio::test]
async fn what_was_accepted_on_the_day_and_waits_is_pending() {
    let app = App::new().await;
    app.set_clock("2026-03-10 23:59:00");
    let item = |recipient: &str, recipient_type: &str| {
        json!({"recipient": recipient, "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
            "consentDate": "2026-03-10 09:00:00", "recipientType": recipient_type})
    };
    let items = json!([
        item(PHONE, "BIREYSEL"),
        item(OTHER_PHONE, "BIREYSEL"),
        item(PHONE, "TACIR"),
    ]);
    let path = brand_path(PROVIDER, "/consents/request");
    let accepted = app.post(PROVIDER, &path, items).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED);
    app.set_clock(AFTER);
    close(&app).await;
    let expected = json!({"changeStats": [{"type": "MESAJ", "consents": [
        {"source": "HS", "approval": 0, "rejection": 0, "pending": 2, "total": 2},
    ]}]});
    assert_eq!(stats(&app, DAY, "BIREYSEL").await.json(), expected);
    // Accepted on another day.
    let none = json!({"changeStats": []});
    assert_eq!(stats(&app, "2026-03-09", "BIREYSEL").await.json(), none);
    app.work_batches_once().await;
    assert_eq!(stats(&app, DAY, "BIREYSEL").await.json(), none);
}

#[tokio::test]
async fn counts_refuse_strangers() {
    let rest = "/changes/2026-03-09/recipients/BIREYSEL";
    refuses_strangers(Method::GET, rest, None).await;
}

#[tokio::test]
async fn a_wrong_type_of_recipients_is_h116_beside_what_else_is_wrong() {
    let app = App::new().await;
    let answer = stats(&app, "2026-03-09", "TACIRR").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = &answer.json()["errors"][0];
    assert_eq!(error["code"], "H116");
    assert_eq!(error["location"], json!(["recipientType"]));
    assert_eq!(error["value"], "TACIRR");
    let answer = stats(&app, "2026", "bireysel").await;
    assert_eq!(answer.codes(), ["H501", "H116"]);
}
