//! `/provider/look-up`, and the proofs behind it.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::MemberRole;
use testkit::{PROVIDER, in_brand};

use crate::app::{App, BRAND, OTHER_BRAND, PHONE, on};

/// With records of [`PHONE`], and a subscription.
async fn app() -> App {
    let app = App::new().await;
    app.fill().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app
}

/// The number of entries in the log of activity, and the last one's action.
async fn noted(app: &App) -> (usize, Action) {
    let entries = app
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 1_000);
    let entries = entries.await.unwrap();
    (entries.len(), entries[0].what.action)
}

#[tokio::test]
async fn an_address_is_looked_up_with_its_history_and_noted_by_its_pseudonym() {
    let app = app().await;
    let roles = in_brand(MemberRole::Viewer, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    let before = app.movements();
    for typed in [PHONE, "0532 111 22 33"] {
        let page = browser
            .post(&on("/provider/look-up"), &[("address", typed)])
            .await;
        assert_eq!(page.status, StatusCode::OK);
        page.says("0532 111 22 33");
        page.says("class=\"tag yes\"");
        // No address stands in a link.
        for link in page.text().split("href=\"").skip(1) {
            assert!(!link[..link.find('"').unwrap()].contains("532"), "{link}");
        }
    }
    assert_eq!(app.movements(), before);
    assert_eq!(noted(&app).await.1, Action::RecordsLookedUp);
    let entries = app
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 1);
    let entry = entries.await.unwrap().remove(0);
    let recipient = app.ledger.recipient_id(&testkit::address_of(PHONE));
    assert_eq!(entry.what.recipient, Some(recipient));
    assert!(!format!("{entry:?}").contains("532"));
}

#[tokio::test]
async fn who_is_not_known_and_what_is_no_address_say_so() {
    let app = app().await;
    let mut browser = app.owner().await;
    let page = browser
        .post(&on("/provider/look-up"), &[("address", "0532 999 88 77")])
        .await;
    page.says("Markanın bu adresle ilgili kaydı yok");
    let before = noted(&app).await.0;
    for typed in ["", "0532", "a@b@c"] {
        let page = browser
            .post(&on("/provider/look-up"), &[("address", typed)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says("address-error");
    }
    assert_eq!(noted(&app).await.0, before);
}

#[tokio::test]
async fn another_brands_records_are_not_found_and_nothing_is_noted() {
    let app = app().await;
    let roles = in_brand(MemberRole::Manager, OTHER_BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    let before = noted(&app).await.0;
    let named = format!("/provider/look-up?brand={BRAND}");
    let answer = browser.post(&named, &[("address", PHONE)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(noted(&app).await.0, before);
}

#[tokio::test]
async fn receipts_and_proofs_are_taken_away_and_noted() {
    let app = app().await;
    app.publish();
    let roles = in_brand(MemberRole::Viewer, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    let page = browser
        .post(&on("/provider/look-up"), &[("address", PHONE)])
        .await;
    let text = page.text();
    let from = text.find("/provider/receipts/").unwrap();
    let link = &text[from..from + text[from..].find('"').unwrap()];
    let receipt = browser.get(link).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(
        receipt
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert!(receipt.json()["opening"].is_object(), "{}", receipt.text());
    assert_eq!(noted(&app).await.1, Action::ProofTaken);
    let record = [
        ("address", PHONE),
        ("channel", "MESAJ"),
        ("recipient_type", "BIREYSEL"),
    ];
    let proof = browser.post(&on("/provider/look-up/proof"), &record).await;
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.text());
    assert!(
        proof
            .header("content-disposition")
            .starts_with("attachment")
    );
    // Another brand's movement is nobody's.
    let elsewhere = link.replace(&BRAND.to_string(), &OTHER_BRAND.to_string());
    let mut owner = app.owner().await;
    assert_eq!(owner.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    let bad = [
        ("address", PHONE),
        ("channel", "EPOSTA"),
        ("recipient_type", "BIREYSEL"),
    ];
    let answer = browser.post(&on("/provider/look-up/proof"), &bad).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_paused_package_says_so_in_place_of_records() {
    let app = app().await;
    let paused = directory::subscription::SubscriptionStatus::Paused;
    app.subscribe(PROVIDER.0, |one| one.status = paused).await;
    let mut browser = app.owner().await;
    let page = browser
        .post(&on("/provider/look-up"), &[("address", PHONE)])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("(H520)");
    page.is_silent_about("class=\"tag yes\"");
}
