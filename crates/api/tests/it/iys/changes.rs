//! `GET …/consents/changes`.

use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use domain::draft::ConsentRequest;
use domain::{Address, Channel, RecipientType, Source, Status, Timestamp};
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::consents::{EARLY, LATER, PHONE, consent};
use super::retailers::{refuses_strangers, submit};
use crate::app::{Answer, App, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;
const HOUR: i64 = 3_600;

async fn pull(app: &App, parameters: &str) -> Answer {
    let path = brand_path(PROVIDER, &format!("/consents/changes{parameters}"));
    app.get(PROVIDER, &path).await
}

async fn record(app: &App, recipient: &str, status: &str, date: &str) -> Value {
    let path = brand_path(PROVIDER, "/consents");
    let answer = app
        .post(PROVIDER, &path, consent(recipient, status, date))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
    answer.json()["transactionId"].clone()
}

/// The recipient refuses through the registry's own web site.
async fn refuse(app: &App, recipient: &str, channel: Channel) {
    let request = ConsentRequest {
        address: Address::from_wire(recipient, channel).unwrap(),
        channel,
        recipient_type: RecipientType::Individual,
        status: Status::Refusal,
        source: Some(Source::RegistryWeb),
        consent_date: Some(Timestamp::from_wire(LATER).unwrap()),
        retailer: None,
        retailer_access: Vec::new(),
    };
    submit(app, PROVIDER, request).await;
}

fn recipients(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let list = body["list"].as_array().unwrap();
    list.iter()
        .map(|entry| entry["recipient"].as_str().unwrap().to_owned())
        .collect()
}

fn phone(number: u32) -> String {
    format!("+90532555{number:04}")
}

#[tokio::test]
async fn the_recipients_own_movements_are_pulled_unless_the_providers_are_asked_for() {
    let app = App::new().await;
    let own = record(&app, PHONE, "ONAY", EARLY).await;
    refuse(&app, PHONE, Channel::Text).await;
    app.pass(HOUR);
    let answer = pull(&app, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(body["list"].as_array().unwrap().len(), 1);
    let entry = &body["list"][0];
    assert_eq!(entry["source"], "IYS_WEB");
    assert_eq!(entry["status"], "RET");
    assert_eq!(entry["consentDate"], LATER);
    assert_eq!(entry["creationDate"], "2026-03-10 12:00:00");
    assert_eq!(pull(&app, "?source=IYS").await.json(), body);

    let providers = pull(&app, "?source=HS").await.json();
    let expected = json!({
        "consentDate": EARLY,
        "source": "HS_WEB",
        "recipient": PHONE,
        "recipientType": "BIREYSEL",
        "status": "ONAY",
        "type": "MESAJ",
        "creationDate": "2026-03-10 12:00:00",
        "transactionId": own,
    });
    assert_eq!(providers["list"], json!([expected]));
    // The contract's order of the fields, which is not that of the history.
    let names: Vec<&String> = providers["list"][0].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "consentDate",
            "creationDate",
            "source",
            "recipient",
            "recipientType",
            "status",
            "type",
            "transactionId"
        ]
    );
    let seconds = Timestamp::from_wire("2026-03-10 12:00:00")
        .unwrap()
        .as_seconds();
    let after = format!("{seconds}_{}", own.as_str().unwrap());
    assert_eq!(providers["after"], after);
}

#[tokio::test]
async fn paging_goes_on_after_the_last_element_and_ends_with_204() {
    let app = App::new().await;
    for number in 0..5 {
        record(&app, &phone(number), "ONAY", EARLY).await;
    }
    app.pass(HOUR);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let answer = pull(&app, &format!("?source=HS&limit=2{after}")).await;
        if answer.status == StatusCode::NO_CONTENT {
            assert!(answer.bytes.is_empty());
            break;
        }
        seen.extend(recipients(&answer));
        after = format!("&after={}", answer.json()["after"].as_str().unwrap());
    }
    assert_eq!(seen, (0..5).map(phone).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_window_is_from_seven_days_ago_to_the_feeds_delay() {
    let app = App::new().await;
    record(&app, &phone(1), "ONAY", EARLY).await;
    app.pass(HOUR - 1);
    assert_eq!(
        pull(&app, "?source=HS").await.status,
        StatusCode::NO_CONTENT
    );
    app.pass(1);
    assert_eq!(pull(&app, "?source=HS").await.status, StatusCode::OK);
    app.pass(7 * 24 * HOUR - HOUR);
    assert_eq!(pull(&app, "?source=HS").await.status, StatusCode::OK);
    app.pass(1);
    assert_eq!(
        pull(&app, "?source=HS").await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn without_a_delay_a_movement_is_there_at_once() {
    let settings = registry::Settings {
        feed_delay: std::time::Duration::ZERO,
        ..registry::Settings::default()
    };
    let api = api::Settings {
        rate_limits: false,
        ..api::Settings::default()
    };
    let app = App::with(api, settings).await;
    record(&app, PHONE, "ONAY", EARLY).await;
    assert_eq!(recipients(&pull(&app, "?source=HS").await), [PHONE]);
}

#[tokio::test]
async fn a_malformed_or_unknown_after_is_ignored() {
    let app = App::new().await;
    record(&app, PHONE, "ONAY", EARLY).await;
    app.pass(HOUR);
    let unknown = format!("1_{}", "ab".repeat(32));
    for after in ["2026-03-10", "1_2", "_", &unknown] {
        let answer = pull(&app, &format!("?source=HS&after={after}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{after}");
    }
}

#[tokio::test]
async fn wrong_parameters_have_their_codes() {
    let app = App::new().await;
    for (parameters, codes, location, value) in [
        ("?source=SH", &["H506"][..], "source", "SH"),
        ("?limit=1500", &["H507"], "limit", "1500"),
        (
            "?limit=99999999999999999999",
            &["H507"],
            "limit",
            "99999999999999999999",
        ),
        ("?limit=0", &["H187"], "limit", "0"),
        ("?limit=-1", &["H183"], "limit", "-1"),
        ("?source=SH&limit=1500", &["H506", "H507"], "source", "SH"),
    ] {
        let answer = pull(&app, parameters).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{parameters}"
        );
        assert_eq!(answer.codes(), codes, "{parameters}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!([location]));
        assert_eq!(error["value"], value);
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    refuses_strangers(Method::GET, "/consents/changes", None).await;
}

#[tokio::test]
async fn a_partner_sees_its_channels_alone_and_misses_none_of_them() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Email, Permission::Read).await;
    for number in 0..6 {
        record(&app, &phone(number), "ONAY", EARLY).await;
    }
    record(&app, "a@ornek.example", "ONAY", EARLY).await;
    record(&app, &phone(7), "ONAY", EARLY).await;
    record(&app, "b@ornek.example", "ONAY", EARLY).await;
    app.pass(HOUR);
    let token = app.token_of(&user_name(PARTNER)).await;
    let pull = async |after: &str| {
        let path = brand_path(
            PROVIDER,
            &format!("/consents/changes?source=HS&limit=1{after}"),
        );
        app.send(Method::GET, &path, Some(&token), None).await
    };
    let first = pull("").await;
    assert_eq!(recipients(&first), ["a@ornek.example"]);
    let after = format!("&after={}", first.json()["after"].as_str().unwrap());
    let second = pull(&after).await;
    assert_eq!(recipients(&second), ["b@ornek.example"]);
    let after = format!("&after={}", second.json()["after"].as_str().unwrap());
    assert_eq!(pull(&after).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_closed_line_without_a_date_has_an_empty_one() {
    let app = App::new().await;
    let merchant = |status, source| ConsentRequest {
        address: Address::from_wire(PHONE, Channel::Text).unwrap(),
        channel: Channel::Text,
        recipient_type: RecipientType::Merchant,
        status,
        source,
        consent_date: None,
        retailer: None,
        retailer_access: Vec::new(),
    };
    // As it stands when the registry closes the line of a merchant known without a date.
    let closed = merchant(Status::Refusal, Some(Source::LineClosed));
    submit(&app, PROVIDER, closed).await;
    app.pass(HOUR);
    let answer = pull(&app, "").await;
    assert_eq!(answer.json()["list"][0]["consentDate"], "");
    assert_eq!(answer.json()["list"][0]["source"], "IYS_AHS_HAT_KAPATMA");
}
