//! `GET /sps/{iysCode}/subscription` and `GET /integrator/{integratorCode}/subscription`.

use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use directory::subscription::{ExtraPackage, SubscriptionStatus};
use domain::Channel;
use serde_json::json;

use super::brands::{add_partner, grant};
use super::integrator::subscription;
use super::retailers::record;
use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, start};

const PARTNER: u32 = 800_001;

fn path() -> String {
    format!("/sps/{PROVIDER}/subscription")
}

fn partner_path() -> String {
    format!("/integrator/{PARTNER}/subscription")
}

async fn app_with_limits() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER, |subscription| {
        subscription.consent_limit = Some(5_000);
        subscription.consent_limit_exceed = false;
        subscription.via = Some(ExtraPackage {
            id: uuid::Uuid::from_u128(9),
            name: "ViA-5".to_owned(),
            starts: start(),
            expires: start(),
            status: SubscriptionStatus::Active,
            credit: -1,
        });
    })
    .await;
    app
}

#[tokio::test]
async fn a_provider_sees_its_limits_and_what_all_its_brands_use() {
    let app = app_with_limits().await;
    record(&app, OPEN_BRAND, "+905321112233", &[]).await;
    record(&app, PROVIDER, "+905321112234", &[]).await;
    let answer = app.get(PROVIDER, &path()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({
            "subscriptionId": "00000000-0000-0000-0000-0000000927c1",
            "startDate": "2026-03-10 12:00:00", "expirationDate": "2030-01-01 00:00:00",
            "subscriptionPackageName": "Standart", "status": "ACTIVE",
            "consentLimit": 5000, "consentLimitExceed": false, "usedConsentLimit": 2,
            "viaSubscriptionPackage": {
                "startDate": "2026-03-10 12:00:00", "expirationDate": "2026-03-10 12:00:00",
                "viaCredit": -1,
                "viaSubscriptionId": "00000000-0000-0000-0000-000000000009",
                "viaSubscriptionPackageName": "ViA-5", "status": "ACTIVE",
            },
        })
    );
}

#[tokio::test]
async fn a_partner_is_not_told_limits_and_credits() {
    let app = app_with_limits().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Read).await;
    let body = app.get(PARTNER, &path()).await.json();
    assert_eq!(body["status"], "ACTIVE");
    for hidden in ["consentLimit", "consentLimitExceed", "usedConsentLimit"] {
        assert!(body.get(hidden).is_none(), "{hidden}");
    }
    assert!(body["viaSubscriptionPackage"].get("viaCredit").is_none());
}

#[tokio::test]
async fn it_is_answered_while_paused_expired_or_closed() {
    for (status, word) in [
        (SubscriptionStatus::Paused, "PAUSED"),
        (SubscriptionStatus::Expired, "EXPIRED"),
        (SubscriptionStatus::Closed, "CLOSED"),
    ] {
        let app = App::new().await;
        app.subscribe(PROVIDER, |subscription| subscription.status = status)
            .await;
        let answer = app.get(PROVIDER, &path()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["status"], word);
    }
}

#[tokio::test]
async fn a_package_without_the_api_is_h586() {
    let app = App::new().await;
    app.subscribe(PROVIDER, |subscription| subscription.api_use = false)
        .await;
    let answer = app.get(PROVIDER, &path()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H586"]);
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    let answer = app.send(Method::GET, &path(), None, None).await;
    assert_eq!(answer.codes(), ["H351"]);
    for stranger in [STRANGER, PARTNER] {
        let answer = app.get(stranger, &path()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), ["H353"]);
    }
}

#[tokio::test]
async fn a_partner_sees_its_own_even_while_paused_and_h437_when_it_has_none() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    let answer = app.get(PARTNER, &partner_path()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H437"]);
    let message = answer.json()["errors"][0]["message"].clone();
    assert_eq!(message, "IYS numarası:800001 ile abonelik bulunamadı.");
    let paused = subscription(PARTNER, SubscriptionStatus::Paused);
    app.directory.set_subscription(&paused).await.unwrap();
    let body = app.get(PARTNER, &partner_path()).await.json();
    assert_eq!(body["status"], "PAUSED");
    assert_eq!(body["iysCode"], PARTNER);
}

#[tokio::test]
async fn a_partners_subscription_is_for_that_partner_alone() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    add_partner(&app, 800_002, true).await;
    let answer = app.send(Method::GET, &partner_path(), None, None).await;
    assert_eq!(answer.codes(), ["H351"]);
    let answer = app.get(PROVIDER, &partner_path()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H522"]);
    let answer = app.get(800_002, &partner_path()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
}
