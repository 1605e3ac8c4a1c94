//! `GET /integrator/{integratorCode}/sps[/{iysCode}]`.

use axum::http::{Method, StatusCode};
use directory::partner::{PartnerCode, Permission};
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::{BrandCode, Channel, Timestamp};
use serde_json::json;

use super::brands::{add_partner, grant};
use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, start};

const PARTNER: u32 = 800_001;
const OTHER_PARTNER: u32 = 800_002;

/// A partner's running subscription.
pub fn subscription(partner: u32, status: SubscriptionStatus) -> Subscription {
    Subscription {
        id: uuid::Uuid::from_u128(u128::from(partner)),
        holder: Holder::Partner(PartnerCode(partner)),
        package: "IO - API Kullanım Lisansı".to_owned(),
        starts: start(),
        expires: Timestamp::from_wire("2030-01-01 00:00:00").unwrap(),
        status,
        consent_limit: None,
        consent_limit_exceed: true,
        api_use: true,
        via: None,
        via_pass: None,
    }
}

async fn app_with_partner() -> App {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    let running = subscription(PARTNER, SubscriptionStatus::Active);
    app.directory.set_subscription(&running).await.unwrap();
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Write).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Email, Permission::Read).await;
    grant(&app, PARTNER, STRANGER, Channel::Call, Permission::Read).await;
    app
}

fn path(rest: &str) -> String {
    format!("/integrator/{PARTNER}/sps{rest}")
}

#[tokio::test]
async fn brands_are_listed_flat_with_what_is_granted() {
    let app = app_with_partner().await;
    let answer = app.get(PARTNER, &path("")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({"pagination": {"offset": 0, "pageSize": 2, "totalCount": 2}, "list": [
            {"brandCode": OPEN_BRAND, "name": "Marka 600002", "master": false,
             "title": "Örnek 600001 A.Ş.", "iysCode": PROVIDER, "agreementControl": false,
             "MESAJ": "write", "EPOSTA": "read", "viaControl": false},
            {"brandCode": STRANGER, "name": "Marka 700001", "master": true,
             "title": "Örnek 700001 A.Ş.", "iysCode": STRANGER, "agreementControl": false,
             "ARAMA": "read", "viaControl": false},
        ]})
    );
    let second = app.get(PARTNER, &path("?offset=1&limit=1")).await.json();
    assert_eq!(
        second["pagination"],
        json!({"offset": 1, "pageSize": 1, "totalCount": 2})
    );
    assert_eq!(second["list"][0]["brandCode"], STRANGER);
}

#[tokio::test]
async fn one_providers_brands_are_listed_alike_and_others_are_h245() {
    let app = app_with_partner().await;
    let answer = app.get(PARTNER, &path(&format!("/{PROVIDER}"))).await;
    assert_eq!(answer.json()["list"][0]["brandCode"], OPEN_BRAND);
    assert_eq!(answer.json()["pagination"]["totalCount"], 1);
    app.directory
        .revoke(
            PartnerCode(PARTNER),
            BrandCode(STRANGER),
            Channel::Call,
            start(),
        )
        .await
        .unwrap();
    // Nor does any number mean all of them.
    for provider in [STRANGER, 999_999, 0] {
        let answer = app.get(PARTNER, &path(&format!("/{provider}"))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H245"]);
    }
}

#[tokio::test]
async fn bad_bounds_are_refused_together_by_this_methods_codes() {
    let app = app_with_partner().await;
    for (query, codes) in [
        ("?offset=-1&limit=-1", vec!["H183", "H182"]),
        ("?limit=101", vec!["H186"]),
        ("?limit=0", vec!["H187"]),
        ("?limit=", vec!["H182"]),
        ("?offset=%2B1&limit=1", vec!["H183"]),
        ("?offset=2147483648", vec!["H183"]),
        ("?limit=2147483648", vec!["H186"]),
    ] {
        let answer = app.get(PARTNER, &path(query)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.codes(), codes);
        assert!(answer.json()["errors"][0]["location"].is_array());
    }
}

#[tokio::test]
async fn nobody_but_the_partner_itself_may_ask() {
    let app = app_with_partner().await;
    add_partner(&app, OTHER_PARTNER, true).await;
    for rest in ["", "/600001"] {
        let answer = app.send(Method::GET, &path(rest), None, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.codes(), ["H351"]);
        let answer = app.get(PROVIDER, &path(rest)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H363"]);
        let answer = app.get(OTHER_PARTNER, &path(rest)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), ["H353"]);
        let message = answer.json()["errors"][0]["message"].clone();
        assert_eq!(
            message,
            "integratorIysCode, kullanıcı izinleriyle eşleştirilemiyor"
        );
    }
    let answer = app.get(PARTNER, "/integrator/abc/sps").await;
    assert_eq!(answer.codes(), ["H190"]);
}

#[tokio::test]
async fn a_partner_needs_a_licence_and_a_running_subscription() {
    let app = app_with_partner().await;
    for (status, code) in [
        (SubscriptionStatus::Paused, "H520"),
        (SubscriptionStatus::Closed, "H521"),
    ] {
        let stopped = subscription(PARTNER, status);
        app.directory.set_subscription(&stopped).await.unwrap();
        let answer = app.get(PARTNER, &path("")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), [code]);
    }
    add_partner(&app, OTHER_PARTNER, true).await;
    let other = format!("/integrator/{OTHER_PARTNER}/sps");
    assert_eq!(app.get(OTHER_PARTNER, &other).await.codes(), ["H524"]);
    app.directory
        .set_partner_licensed(PartnerCode(OTHER_PARTNER), false)
        .await
        .unwrap();
    assert_eq!(app.get(OTHER_PARTNER, &other).await.codes(), ["H353"]);
}
