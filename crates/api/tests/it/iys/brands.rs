//! `GET /sps/{iysCode}/brands`.

use axum::http::{Method, StatusCode};
use directory::partner::{NewPartner, PartnerCode, Permission};
use directory::subscription::SubscriptionStatus;
use directory::user::UserKind;
use domain::{BrandCode, Channel};
use serde_json::json;

use super::retailers::{add_retailer, record};
use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, start};

/// A partner with a user `api@<code>.example`.
pub async fn add_partner(app: &App, code: u32, licensed: bool) {
    let partner = NewPartner {
        code: PartnerCode(code),
        title: format!("Ortak {code} A.Ş."),
        licensed,
    };
    app.directory.add_partner(partner, start()).await.unwrap();
    let kind = UserKind::Partner(PartnerCode(code));
    app.add_user(&crate::app::user_name(code), kind).await;
}

/// Lets a partner use a channel of a brand.
pub async fn grant(app: &App, partner: u32, brand: u32, channel: Channel, access: Permission) {
    app.directory
        .grant(
            PartnerCode(partner),
            BrandCode(brand),
            channel,
            access,
            start(),
        )
        .await
        .unwrap();
}

const PARTNER: u32 = 800_001;

fn path() -> String {
    format!("/sps/{PROVIDER}/brands")
}

#[tokio::test]
async fn all_brands_are_answered_with_their_figures_the_master_first() {
    let app = App::new().await;
    add_retailer(&app, OPEN_BRAND, 1).await;
    record(&app, OPEN_BRAND, "+905321112233", &[]).await;
    let answer = app.get(PROVIDER, &path()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let figures = |approval: u32, retailers: u32| {
        json!({"consents": {"approval": approval, "rejection": 0, "total": approval},
               "retailers": {"total": retailers}})
    };
    assert_eq!(
        answer.json(),
        json!([
            {"brandCode": PROVIDER, "name": "Marka 600001", "master": true, "stats": figures(0, 0)},
            {"brandCode": OPEN_BRAND, "name": "Marka 600002", "master": false, "stats": figures(1, 1)},
        ])
    );
}

#[tokio::test]
async fn a_partner_sees_granted_brands_only_until_the_grant_ends() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    assert_eq!(app.get(PARTNER, &path()).await.codes(), ["H353"]);
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Read).await;
    let list = app.get(PARTNER, &path()).await.json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["brandCode"], OPEN_BRAND);
    app.directory
        .revoke(
            PartnerCode(PARTNER),
            BrandCode(OPEN_BRAND),
            Channel::Text,
            start(),
        )
        .await
        .unwrap();
    assert_eq!(app.get(PARTNER, &path()).await.codes(), ["H353"]);
}

#[tokio::test]
async fn a_partner_without_a_licence_is_h353() {
    let app = App::new().await;
    add_partner(&app, PARTNER, false).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Write).await;
    let answer = app.get(PARTNER, &path()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
}

#[tokio::test]
async fn no_token_an_expired_one_and_a_strangers_are_refused() {
    let app = App::new().await;
    let answer = app.send(Method::GET, &path(), None, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.codes(), ["H351"]);
    let answer = app.get(STRANGER, &path()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
    let token = app.token(PROVIDER).await;
    app.pass(7_201);
    let answer = app.send(Method::GET, &path(), Some(&token), None).await;
    assert_eq!(answer.codes(), ["H351"]);
}

#[tokio::test]
async fn a_number_that_is_none_is_h190() {
    let app = App::new().await;
    let answer = app.get(PROVIDER, "/sps/abc/brands").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H190"]);
}

#[tokio::test]
async fn without_a_running_subscription_brands_are_refused() {
    for (status, api_use, code) in [
        (SubscriptionStatus::Paused, true, "H520"),
        (SubscriptionStatus::Closed, true, "H521"),
        (SubscriptionStatus::Active, false, "H586"),
    ] {
        let app = App::new().await;
        app.subscribe(PROVIDER, |subscription| {
            subscription.status = status;
            subscription.api_use = api_use;
        })
        .await;
        let answer = app.get(PROVIDER, &path()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), [code]);
    }
}
