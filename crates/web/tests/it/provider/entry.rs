//! `/provider/entry`.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery, Actor};
use directory::member::MemberRole;
use directory::subscription::SubscriptionStatus;
use domain::{Channel, Status};
use testkit::{PROVIDER, STRANGER, everywhere, in_brand};

use crate::app::{App, BRAND, OTHER_BRAND, on};

const FORM: [(&str, &str); 7] = [
    ("recipient", "0532 111 22 44"),
    ("type", "MESAJ"),
    ("status", "ONAY"),
    ("source", "HS_WEB"),
    ("consentDate", "2026-03-10T11:00"),
    ("recipientType", "BIREYSEL"),
    ("retailerCode", ""),
];

/// The form with something else in one field.
fn with<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let all = FORM.into_iter();
    all.map(|(field, old)| (field, if field == name { value } else { old }))
        .collect()
}

async fn app() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app
}

#[tokio::test]
async fn a_consent_is_recorded_with_its_receipt_and_who_did_it() {
    let app = app().await;
    let roles = in_brand(MemberRole::Editor, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    let done = browser.post(&on("/provider/entry"), &FORM).await;
    let next = done.location().to_owned();
    assert!(next.starts_with(&format!("/provider/entry?brand={BRAND}&done=")));
    assert!(!next.contains("532"));
    let state = app.state(STRANGER, BRAND, Channel::Text).unwrap();
    assert_eq!(state.status, Status::Approval);
    browser.get(&next).await.says("/provider/receipts/");
    // The same once more is the same movement.
    let before = app.movements();
    assert_eq!(
        browser.post(&on("/provider/entry"), &FORM).await.location(),
        next
    );
    assert_eq!(app.movements(), before);
    let entry = app
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 1);
    let entry = entry.await.unwrap().remove(0).what;
    assert_eq!(entry.action, Action::ConsentRecorded);
    assert_eq!(
        (entry.brand, entry.detail.as_str()),
        (Some(BRAND), "MESAJ ONAY")
    );
    assert!(matches!(entry.actor, Actor::Member(_)));
}

#[tokio::test]
async fn what_the_contract_refuses_stands_at_its_field_in_the_readers_language() {
    let app = app().await;
    let mut browser = app.owner().await;
    let before = app.movements();
    for (name, value, at, code) in [
        ("recipient", "0532", "recipient-error", "H"),
        ("recipient", "", "recipient-error", "(H114)"),
        ("type", "", "type-error", "(H111)"),
        ("status", "BELKI", "status-error", "(H"),
        ("source", "IYS_WEB", "source-error", "(H119)"),
        ("consentDate", "2026-03-01T11:00", "summary", "(H467)"),
        ("consentDate", "yesterday", "consentDate-error", "(H"),
        ("retailerCode", "12345678", "retailerCode-error", "(H180)"),
    ] {
        let answer = browser
            .post(&on("/provider/entry"), &with(name, value))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name} {value}"
        );
        answer.says(at);
        answer.says(code);
        // What was typed stands there again.
        answer.says("HS_WEB");
    }
    browser.post("/language", &[("language", "en")]).await;
    let answer = browser
        .post(&on("/provider/entry"), &with("retailerCode", "12345678"))
        .await;
    answer.says("<html lang=\"en\">");
    answer.says("(H180)");
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn who_may_not_record_there_is_refused_and_nothing_is_written() {
    let app = app().await;
    let before = app.movements();
    let other = format!("/provider/entry?brand={OTHER_BRAND}");
    let own = format!("/provider/entry?brand={BRAND}");
    for (role, path, status) in [
        (MemberRole::Viewer, own.as_str(), StatusCode::FORBIDDEN),
        (MemberRole::Viewer, "/provider/entry", StatusCode::FORBIDDEN),
        (MemberRole::Answerer, &own, StatusCode::FORBIDDEN),
        // A manager of one brand names another's.
        (MemberRole::Manager, &other, StatusCode::NOT_FOUND),
    ] {
        let email = format!("{}{}@b.example", role.as_word(), path.len());
        let mut browser = app.at_console(&email, in_brand(role, BRAND)).await;
        let answer = browser.post(path, &FORM).await;
        assert_eq!(answer.status, status, "{email}");
        assert_eq!(browser.get(path).await.status, status, "{email}");
    }
    // What a brand's hidden field says is nobody's business: the brand is the address's.
    let roles = in_brand(MemberRole::Editor, BRAND);
    let mut browser = app.at_console("e@b.example", roles).await;
    let mut form = FORM.to_vec();
    form.push(("brand", "600002"));
    browser.post(&own, &form).await;
    assert_eq!(app.state(STRANGER, OTHER_BRAND, Channel::Text), None);
    assert_eq!(app.movements(), before + 1);
}

#[tokio::test]
async fn a_paused_package_holds_approvals_back_and_no_refusal() {
    let app = app().await;
    let mut browser = app
        .at_console("a@b.example", everywhere(MemberRole::Editor))
        .await;
    browser.post(&on("/provider/entry"), &FORM).await.location();
    app.subscribe(PROVIDER.0, |one| one.status = SubscriptionStatus::Paused)
        .await;
    let mut again = with("consentDate", "2026-03-10T11:30");
    let answer = browser.post(&on("/provider/entry"), &again).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("(H520)");
    again[2].1 = "RET";
    browser
        .post(&on("/provider/entry"), &again)
        .await
        .location();
    let state = app.state(STRANGER, BRAND, Channel::Text).unwrap();
    assert_eq!(state.status, Status::Refusal);
    // A package without the interface is one with the console all the same.
    app.subscribe(PROVIDER.0, |one| one.api_use = false).await;
    again[2].1 = "ONAY";
    again[4].1 = "2026-03-10T11:45";
    browser
        .post(&on("/provider/entry"), &again)
        .await
        .location();
}
