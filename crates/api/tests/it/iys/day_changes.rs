//! `GET …/changes/{reportDate}/recipients/{recipientType}` and `…/file`.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::partner::{Access, PartnerCode};
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ConsentKey, RecipientType, Seq, Source, Status, Timestamp,
};
use registry::reconciliation::{FILES_MAX, HEADER, StopSignal};
use serde_json::json;
use sha2::{Digest as _, Sha384};

use super::brands::{add_partner, grant};
use super::retailers::{add_retailer, refuses_strangers, submit, submit_at};
use crate::app::{Answer, App, PROVIDER, STRANGER, brand_path, user_name};

const PARTNER: u32 = 800_001;
const MAIL: &str = "ayse@ornek.example";
const PHONE: &str = "+905325550101";
const OTHER_PHONE: &str = "+905325550102";

/// The day the clock begins on.
pub(super) const DAY: &str = "2026-03-10";
/// When it is closed.
const AFTER: &str = "2026-03-11 00:01:00";

/// A person's consent.
pub(super) fn word(recipient: &str, status: Status, source: Source) -> ConsentRequest {
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

/// Records consents at an instant, each expressed in the minute before it, later than the one before.
pub(super) async fn record_at(app: &App, instant: &str, requests: &[ConsentRequest]) {
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
pub(super) async fn close(app: &App) -> u64 {
    let stop = StopSignal::default();
    app.registry.close_days_once(&stop).await.unwrap()
}

pub(super) async fn file(app: &App, date: &str) -> Answer {
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

pub(super) fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK);
    String::from_utf8(answer.bytes.clone()).unwrap()
}

/// The file's line of a movement of the ledger.
fn line(app: &App, seq: u64, recipient: &str) -> String {
    let recorded = app.ledger.movement(Seq(seq)).unwrap().unwrap();
    let movement = &recorded.movement;
    let domain::Change::Consent(consent) = &movement.change else {
        panic!("no consent");
    };
    format!(
        "{},{},{recipient},{},{},{},{},{}\n",
        movement.recorded_at.to_wire(),
        recorded.transaction.to_wire(),
        movement.key.recipient_type.as_wire(),
        movement.key.channel.as_wire(),
        consent.status.as_wire(),
        consent
            .consent_date
            .map(Timestamp::to_wire)
            .unwrap_or_default(),
        consent.source.map_or("", Source::as_wire),
    )
}

#[tokio::test]
async fn the_file_has_all_movements_of_both_sides_in_the_contracts_columns() {
    let app = App::new().await;
    record_at(
        &app,
        "2026-03-10 12:00:00",
        &[word(MAIL, Status::Approval, Source::PhysicalPlace)],
    )
    .await;
    record_at(
        &app,
        "2026-03-10 13:00:00",
        &[word(MAIL, Status::Refusal, Source::RegistryWeb)],
    )
    .await;
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 1);
    let answer = file(&app, DAY).await;
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    let id = |seq| {
        let recorded = app.ledger.movement(Seq(seq)).unwrap().unwrap();
        recorded.transaction.to_wire()
    };
    let expected = format!(
        "creationDate,transactionId,recipient,recipientType,type,status,consentDate,source\n\
         2026-03-10 12:00:00,{},{MAIL},BIREYSEL,EPOSTA,ONAY,2026-03-10 11:59:00,HS_FIZIKSEL_ORTAM\n\
         2026-03-10 13:00:00,{},{MAIL},BIREYSEL,EPOSTA,RET,2026-03-10 12:59:01,IYS_WEB\n",
        id(0),
        id(1),
    );
    assert_eq!(text(&answer), expected);
}

#[tokio::test]
async fn a_day_is_from_midnight_to_midnight_in_turkiye() {
    let app = App::new().await;
    let number = |number: u32| format!("+90532555{number:04}");
    for (instant, phone) in [
        ("2026-03-10 23:59:59", number(1)),
        ("2026-03-11 00:00:00", number(2)),
        ("2026-03-11 23:59:59", number(3)),
        ("2026-03-12 00:00:00", number(4)),
    ] {
        record_at(
            &app,
            instant,
            &[word(&phone, Status::Approval, Source::Web)],
        )
        .await;
    }
    app.set_clock("2026-03-12 00:01:00");
    assert_eq!(close(&app).await, 2);
    let expected = format!("{HEADER}{}", line(&app, 0, &number(1)));
    assert_eq!(text(&file(&app, DAY).await), expected);
    let expected = format!(
        "{HEADER}{}{}",
        line(&app, 1, &number(2)),
        line(&app, 2, &number(3))
    );
    assert_eq!(text(&file(&app, "2026-03-11").await), expected);
}

#[tokio::test]
async fn movements_of_one_second_are_ordered_by_transaction_id() {
    let app = App::new().await;
    let phones: Vec<_> = (0..40).map(|n| format!("+90532555{n:04}")).collect();
    let requests: Vec<_> = phones
        .iter()
        .enumerate()
        .map(|(position, phone)| {
            let source = if position % 2 == 0 {
                Source::Web
            } else {
                Source::RegistryWeb
            };
            word(phone, Status::Approval, source)
        })
        .collect();
    record_at(&app, "2026-03-10 12:00:01", &requests).await;
    app.set_clock(AFTER);
    close(&app).await;
    let mut lines: Vec<_> = (0..)
        .zip(&phones)
        .map(|(seq, phone)| line(&app, seq, phone))
        .collect();
    // They differ in nothing before the id.
    lines.sort();
    assert_eq!(
        text(&file(&app, DAY).await),
        format!("{HEADER}{}", lines.concat())
    );
}

#[tokio::test]
async fn a_long_file_comes_whole_and_is_what_its_digest_says() {
    let app = App::new().await;
    for chunk in 0..8 {
        let requests: Vec<_> = (0..100)
            .map(|n| {
                word(
                    &format!("+9053255{chunk}{n:04}"),
                    Status::Approval,
                    Source::Web,
                )
            })
            .collect();
        record_at(&app, &format!("2026-03-10 12:00:0{chunk}"), &requests).await;
    }
    app.set_clock(AFTER);
    close(&app).await;
    let answer = file(&app, DAY).await;
    assert!(answer.bytes.len() > registry::reconciliation::PIECE_BYTES);
    let whole = text(&answer);
    assert!(whole.ends_with('\n'));
    assert_eq!(whole.lines().count(), 801);
    let path = brand_path(PROVIDER, &format!("/agreements/{DAY}"));
    let agreement = app.get(PROVIDER, &path).await.json();
    let digest = hex::encode(Sha384::digest(&answer.bytes));
    assert_eq!(agreement["hashValue"], digest);
}

#[tokio::test]
async fn a_merchants_first_record_may_have_neither_date_nor_source() {
    let app = App::new().await;
    let merchant = ConsentRequest {
        recipient_type: RecipientType::Merchant,
        source: None,
        ..word(PHONE, Status::Approval, Source::Web)
    };
    submit(&app, PROVIDER, merchant).await;
    app.set_clock(AFTER);
    close(&app).await;
    let file = text(&file(&app, DAY).await);
    assert!(
        file.ends_with(&format!(",{PHONE},TACIR,MESAJ,ONAY,,\n")),
        "{file}"
    );
}

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
    app.registry.work_batches_once().await.unwrap();
    assert_eq!(stats(&app, DAY, "BIREYSEL").await.json(), none);
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
    submit(
        &app,
        PROVIDER,
        word(PHONE, Status::Approval, Source::RegistryWeb),
    )
    .await;
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

#[tokio::test]
async fn files_refuse_strangers() {
    refuses_strangers(Method::GET, "/changes/2026-03-09/file", None).await;
}

#[tokio::test]
async fn counts_refuse_strangers() {
    let rest = "/changes/2026-03-09/recipients/BIREYSEL";
    refuses_strangers(Method::GET, rest, None).await;
}

/// Whatever a partner may read, a day's reports tell of more.
#[tokio::test]
async fn a_partner_needs_the_reconciliation_to_see_a_days_reports() {
    let app = App::new().await;
    submit(
        &app,
        PROVIDER,
        word(PHONE, Status::Approval, Source::RegistryWeb),
    )
    .await;
    app.set_clock(AFTER);
    close(&app).await;
    add_partner(&app, PARTNER, true).await;
    for channel in Channel::ALL {
        grant(&app, PARTNER, PROVIDER, channel, Access::Write).await;
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

#[tokio::test]
async fn another_brands_movements_are_in_no_file_but_its_own() {
    let app = App::new().await;
    submit(
        &app,
        STRANGER,
        word(MAIL, Status::Approval, Source::RegistryWeb),
    )
    .await;
    submit(
        &app,
        PROVIDER,
        word(PHONE, Status::Approval, Source::RegistryWeb),
    )
    .await;
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 2);
    let own = text(&file(&app, DAY).await);
    assert!(own.contains(PHONE) && !own.contains(MAIL));
}

#[tokio::test]
async fn too_many_files_at_once_are_h124() {
    let app = App::new().await;
    submit(
        &app,
        PROVIDER,
        word(PHONE, Status::Approval, Source::RegistryWeb),
    )
    .await;
    app.set_clock(AFTER);
    close(&app).await;
    let token = app.token(PROVIDER).await;
    let request = || {
        Request::get(brand_path(PROVIDER, &format!("/changes/{DAY}/file")))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap()
    };
    let mut unread = Vec::new();
    for _ in 0..FILES_MAX {
        unread.push(app.respond(request()).await);
    }
    let answer = app.send_request(request()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H124"]);
    unread.pop();
    assert_eq!(app.send_request(request()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_that_is_not_what_its_digest_says_is_not_given() {
    let app = App::new().await;
    let refused = word(PHONE, Status::Refusal, Source::RegistryWeb);
    submit(&app, PROVIDER, refused).await;
    submit(
        &app,
        PROVIDER,
        word(MAIL, Status::Approval, Source::RegistryWeb),
    )
    .await;
    app.set_clock(AFTER);
    close(&app).await;
    assert_eq!(file(&app, DAY).await.status, StatusCode::OK);
    let address = Address::from_wire(PHONE, Channel::Text).unwrap();
    let key = ConsentKey {
        recipient: app.ledger.recipient_id(&address),
        brand: BrandCode(PROVIDER),
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let erased = app.ledger.erase(&[key], app.registry.now()).await.unwrap();
    assert_eq!(erased.movements, 1);
    let answer = file(&app, DAY).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.codes(), ["H015"]);
}
