//! `GET …/changes/{reportDate}/recipients/{recipientType}` and `…/file`.

mod counts;
mod file;

use axum::http::{Method, StatusCode};
use directory::partner::{PartnerCode, Permission};
use domain::draft::ConsentRequest;
use domain::{Address, BrandCode, Channel, RecipientType, Source, Status, Timestamp};
use registry::job::Stop;
use serde_json::json;

use super::brands::{add_partner, grant};
use super::retailers::{submit, submit_at};
use crate::app::{Answer, App, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;
const MAIL: &str = "ayse@ornek.example";
pub(crate) const PHONE: &str = "+905325550101";
const OTHER_PHONE: &str = "+905325550102";

/// The day the clock begins on.
pub(crate) const DAY: &str = "2026-03-10";
/// When it is closed.
pub(crate) const AFTER: &str = "2026-03-11 00:01:00";

/// A person's consent.
pub(crate) fn word(recipient: &str, status: Status, source: Source) -> ConsentRequest {
    let channel = if recipient.contains('@') {
        Channel::Email
    } else {
        Channel::Text
    };
    ConsentRequest {
        address: Address::from_wire(recipient, channel).unwrap(),
        channel,
        recipient_type: RecipientType::Individual,
        status,
        source: Some(source),
        consent_date: None,
        retailer: None,
        retailer_access: Vec::new(),
    }
}

/// A person approves on the registry's page.
pub(crate) async fn approve(app: &App, brand: u32, recipient: &str) {
    let request = word(recipient, Status::Approval, Source::RegistryWeb);
    submit(app, brand, request).await;
}

/// A registry whose first day has a movement and is over.
pub(crate) async fn over() -> App {
    let app = App::new().await;
    approve(&app, PROVIDER, PHONE).await;
    app.set_clock(AFTER);
    app
}

/// The same, closed.
pub(crate) async fn closed() -> App {
    let app = over().await;
    assert_eq!(close(&app).await, 1);
    app
}

/// Records consents at an instant, each expressed in the minute before it, later than the one before.
pub(crate) async fn record_at(app: &App, instant: &str, requests: &[ConsentRequest]) {
    app.set_clock(instant);
    for request in requests {
        let age = 60 - i64::try_from(app.movements()).unwrap() % 50;
        let expressed = Timestamp::from_seconds(app.registry.now().as_seconds() - age);
        let request = ConsentRequest {
            consent_date: Some(expressed),
            ..request.clone()
        };
        submit_at(app, app.registry.now(), PROVIDER, request).await;
    }
}

/// Closes the days that are over.
pub(crate) async fn close(app: &App) -> u64 {
    let stop = Stop::new();
    app.registry
        .contract()
        .close_days_once(&stop)
        .await
        .unwrap()
}

pub(crate) async fn file(app: &App, date: &str) -> Answer {
    app.get(
        PROVIDER,
        &brand_path(PROVIDER, &format!("/changes/{date}/file")),
    )
    .await
}

async fn stats(app: &App, date: &str, recipient_type: &str) -> Answer {
    let rest = format!("/changes/{date}/recipients/{recipient_type}");
    app.get(PROVIDER, &brand_path(PROVIDER, &rest)).await
}

pub(crate) fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK);
    String::from_utf8(answer.bytes.clone()).unwrap()
}

#[tokio::test]
async fn a_day_without_movements_has_no_file_and_no_counts() {
    let app = App::new().await;
    app.set_clock(AFTER);
    for _ in 0..2 {
        let answer = file(&app, DAY).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert!(answer.bytes.is_empty());
        let none = json!({"changeStats": []});
        assert_eq!(stats(&app, DAY, "BIREYSEL").await.json(), none);
        assert_eq!(close(&app).await, 0);
    }
}

#[tokio::test]
async fn before_a_day_is_closed_its_counts_are_h103_and_there_is_no_file() {
    let app = App::new().await;
    approve(&app, PROVIDER, PHONE).await;
    app.set_clock("2026-03-11 00:00:00");
    let answer = stats(&app, DAY, "BIREYSEL").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.codes(), ["H103"]);
    assert_eq!(file(&app, DAY).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn reports_are_given_of_the_seven_days_before_today() {
    let app = App::new().await;
    for date in ["2026-03-09", "2026-03-03"] {
        assert_eq!(file(&app, date).await.status, StatusCode::NO_CONTENT);
        assert_eq!(stats(&app, date, "TACIR").await.status, StatusCode::OK);
    }
    let wrong = |code: &str, value: &str, message: &str| {
        json!({"errors": [{"code": code, "location": ["reportDate"], "message": message,
            "value": value}]})
    };
    let form = "Tarih formatı yyyy-aa-gg şeklinde olmalıdır.";
    let range = "reportDate alanı en fazla 7 gün önce olabilir.";
    for (date, code, message) in [
        ("06.07.2020", "H501", form),
        ("2026-02-30", "H501", form),
        ("2026-3-9", "H501", form),
        ("2026-03-02", "H502", range),
        ("2026-03-10", "H502", range),
        ("2026-03-11", "H502", range),
        ("9999-12-31", "H502", range),
    ] {
        for answer in [file(&app, date).await, stats(&app, date, "BIREYSEL").await] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{date}");
            assert_eq!(answer.json(), wrong(code, date, message), "{date}");
        }
    }
}

/// Whatever a partner may read, a day's reports tell of more.
#[tokio::test]
async fn a_partner_needs_the_reconciliation_to_see_a_days_reports() {
    let app = closed().await;
    add_partner(&app, PARTNER, true).await;
    for channel in Channel::ALL {
        grant(&app, PARTNER, PROVIDER, channel, Permission::Write).await;
    }
    let token = app.token_of(&user_name(PARTNER)).await;
    let get = async |rest: &str| {
        let path = brand_path(PROVIDER, rest);
        app.send(Method::GET, &path, Some(&token), None).await
    };
    let rests = [
        "/changes/2026-03-10/file",
        "/changes/2026-03-10/recipients/BIREYSEL",
        "/agreements/2026-03-10",
        "/agreements/2026-03-10/timestamp",
    ];
    for rest in rests {
        let answer = get(rest).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{rest}");
        assert_eq!(answer.codes(), ["H353"], "{rest}");
    }
    app.directory
        .set_agreement_control(PartnerCode(PARTNER), BrandCode(PROVIDER), true)
        .await
        .unwrap();
    for rest in rests {
        assert!(get(rest).await.status.is_success(), "{rest}");
    }
}
