//! `…/days`: any day of a brand.

mod comparison;

use std::io::Cursor;
use std::ops::ControlFlow;

use axum::http::{Method, StatusCode, header};
use directory::brand::BrandSettings;
use directory::partner::{PartnerCode, Permission};
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ConsentKey, Day, RecipientType, RetailerCode, Source, Status,
};
use registry::contract::reconciliation::COLUMNS;
use serde_json::{Value, json};

use crate::app::{Answer, App, PROVIDER, STRANGER, brand_path, user_name};
use crate::iys::brands::{add_partner, grant};
use crate::iys::day_changes::{
    AFTER, DAY, PHONE, approve, close, closed, file, record_at, text, word,
};
use crate::iys::retailers::{add_retailer, submit};

const PARTNER: u32 = 800_001;
const MAIL: &str = "ayse@ornek.example";

fn path(rest: &str) -> String {
    format!("/izin/v1/brands/{PROVIDER}/days{rest}")
}

async fn get(app: &App, rest: &str) -> Answer {
    app.get(PROVIDER, &path(rest)).await
}

/// A closed day with movements of both sides on two channels.
async fn busy() -> App {
    let app = App::new().await;
    let retailer = Some(RetailerCode(add_retailer(&app, PROVIDER, 1).await));
    let taken = ConsentRequest {
        retailer,
        ..word("+905325550103", Status::Approval, Source::PhysicalPlace)
    };
    let requests = [
        word(PHONE, Status::Approval, Source::Web),
        word("+905325550102", Status::Approval, Source::Web),
        taken,
        word(MAIL, Status::Approval, Source::RegistryWeb),
        word(PHONE, Status::Refusal, Source::RegistryWeb),
    ];
    record_at(&app, "2026-03-10 13:00:00", &requests).await;
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 1);
    app
}

#[tokio::test]
async fn days_are_listed_newest_first_with_what_brand_and_registry_say_of_them() {
    let app = closed().await;
    record_at(
        &app,
        "2026-03-11 09:00:00",
        &[word(PHONE, Status::Refusal, Source::RegistryWeb)],
    )
    .await;
    app.set_clock("2026-03-12 00:01:00");
    assert_eq!(close(&app).await, 1);
    let answer = get(&app, "").await.json();
    assert_eq!(answer["total"], 2);
    let days = answer["days"].as_array().unwrap();
    assert_eq!(
        (&days[0]["date"], &days[1]["date"]),
        (&json!("2026-03-11"), &json!(DAY))
    );
    let agreement = brand_path(PROVIDER, &format!("/agreements/{DAY}"));
    let published = app.get(PROVIDER, &agreement).await.json();
    assert_eq!(days[1]["state"], "published");
    assert_eq!(days[1]["hashValue"], published["hashValue"]);
    assert_eq!(days[1]["movements"], 1);
    assert_eq!(days[1]["agreedAt"], Value::Null);
    let token = app.token(PROVIDER).await;
    let agreed = json!({"agreementStatus": true});
    let answer = app.send(Method::PUT, &agreement, Some(&token), Some(agreed));
    assert_eq!(answer.await.status, StatusCode::OK);
    let second = get(&app, "?offset=1&limit=1").await.json();
    assert_eq!(second["total"], 2);
    assert_eq!(second["days"][0]["state"], "agreed");
    assert_eq!(second["days"][0]["agreedAt"], "2026-03-12 00:01:00");
    assert_eq!(get(&app, "?limit=101").await.codes(), ["H186"]);
}

#[tokio::test]
async fn a_day_that_the_contract_gives_no_more_is_given_here_byte_for_byte() {
    let app = closed().await;
    let contract = text(&file(&app, DAY).await);
    app.set_clock("2026-06-10 12:00:00");
    assert_eq!(file(&app, DAY).await.codes(), ["H502"]);
    let answer = get(&app, &format!("/{DAY}/file")).await;
    assert_eq!(text(&answer), contract);
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=\"izin-{PROVIDER}-{DAY}.csv\"")
    );
    assert_eq!(get(&app, &format!("/{DAY}")).await.json()["movements"], 1);
}

#[tokio::test]
async fn a_day_is_counted_by_channel_and_within_it_by_type_source_and_retailer() {
    let app = busy().await;
    let answer = get(&app, &format!("/{DAY}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(
        (&body["date"], &body["movements"]),
        (&json!(DAY), &json!(5))
    );
    let channels = body["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 2);
    let texts = &channels[0];
    assert_eq!(texts["type"], "MESAJ");
    assert_eq!(
        (&texts["approvals"], &texts["refusals"]),
        (&json!(3), &json!(1))
    );
    let sources = json!([
        {"source": "HS_FIZIKSEL_ORTAM", "approvals": 1, "refusals": 0},
        {"source": "HS_WEB", "approvals": 2, "refusals": 0},
        {"source": "IYS_WEB", "approvals": 0, "refusals": 1},
    ]);
    assert_eq!(texts["sources"], sources);
    let types = json!([{"recipientType": "BIREYSEL", "approvals": 3, "refusals": 1}]);
    assert_eq!(texts["recipientTypes"], types);
    let retailers = texts["retailers"].as_array().unwrap();
    assert_eq!(
        retailers[0],
        json!({"others": false, "approvals": 2, "refusals": 1})
    );
    assert_eq!(retailers[1]["approvals"], 1);
    assert!(retailers[1]["retailerCode"].is_number());
    assert_eq!(channels[1]["type"], "EPOSTA");
    assert_eq!(channels[1]["approvals"], 1);
    // A day that was closed by a program which did not count is counted when somebody asks, and once.
    let day = Day::from_wire(DAY).unwrap();
    let brand = BrandCode(PROVIDER);
    let groups = app.directory.day_groups(brand, day).await.unwrap();
    let none = app.directory.keep_day_groups(brand, day, Vec::new());
    none.await.unwrap();
    assert_eq!(get(&app, &format!("/{DAY}")).await.json(), body);
    let counted = app.directory.day_groups(brand, day).await.unwrap();
    assert_eq!(counted, groups);
}

fn rows(file: Vec<u8>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    tables::file::read_rows(Cursor::new(file), |row| {
        assert_eq!(row.faults(), []);
        rows.push(row.cells().map(str::to_owned).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

#[tokio::test]
async fn the_tables_for_people_have_the_contracts_rows_and_are_read_back_unchanged() {
    let app = busy().await;
    let contract = text(&file(&app, DAY).await);
    let expected: Vec<Vec<String>> = contract
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    assert_eq!(expected[0], COLUMNS);
    assert_eq!(expected.len(), 6);
    for (rest, content_type) in [
        ("csv", "text/csv; charset=utf-8"),
        ("csv?lang=en", "text/csv; charset=utf-8"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ] {
        let answer = get(&app, &format!("/{DAY}/{rest}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{rest}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], content_type);
        assert!(answer.header("content-disposition").contains("-table."));
        assert_eq!(rows(answer.bytes), expected, "{rest}");
    }
    let csv = get(&app, &format!("/{DAY}/csv")).await;
    assert!(
        csv.text()
            .starts_with("\u{feff}creationDate;transactionId;")
    );
    assert!(csv.text().contains(&format!(";{PHONE};")));
    assert_eq!(
        get(&app, &format!("/{DAY}/csv?lang=de")).await.codes(),
        ["H095"]
    );
}

#[tokio::test]
async fn a_table_whose_rows_are_not_those_of_the_digest_is_not_given() {
    let app = App::new().await;
    let refused = word(PHONE, Status::Refusal, Source::RegistryWeb);
    submit(&app, PROVIDER, refused).await;
    approve(&app, PROVIDER, MAIL).await;
    app.set_clock(AFTER);
    close(&app).await;
    let key = ConsentKey {
        recipient: app.ledger.recipient_id(&address(PHONE)),
        brand: BrandCode(PROVIDER),
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let erased = app.ledger.erase(&[key], app.registry.now()).await.unwrap();
    assert_eq!(erased.movements, 1);
    for rest in ["file", "csv", "xlsx"] {
        let answer = get(&app, &format!("/{DAY}/{rest}")).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{rest}");
    }
}

fn address(phone: &str) -> Address {
    Address::from_wire(phone, Channel::Text).unwrap()
}

#[tokio::test]
async fn a_day_before_it_is_closed_is_open_and_one_without_movements_is_none() {
    let app = App::new().await;
    record_at(
        &app,
        "2026-03-10 13:00:00",
        &[word(PHONE, Status::Approval, Source::Web)],
    )
    .await;
    for date in [DAY, "2026-03-11", "9999-12-31"] {
        assert_eq!(get(&app, &format!("/{date}")).await.codes(), ["H502"]);
    }
    app.set_clock("2026-03-11 00:00:00");
    let body = get(&app, &format!("/{DAY}")).await.json();
    assert_eq!(
        (&body["state"], &body["channels"]),
        (&json!("open"), &json!([]))
    );
    for rest in ["", "/file", "/csv", "/xlsx"] {
        for date in [DAY, "2026-03-09", "2015-01-01"] {
            if (rest, date) == ("", DAY) {
                continue;
            }
            let answer = get(&app, &format!("/{date}{rest}")).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{date}{rest}");
        }
        let answer = get(&app, &format!("/10.03.2026{rest}")).await;
        assert_eq!(answer.codes(), ["H501"]);
    }
}

#[tokio::test]
async fn days_are_for_whoever_the_contracts_reconciliation_is_for() {
    let app = closed().await;
    add_partner(&app, PARTNER, true).await;
    for channel in Channel::ALL {
        grant(&app, PARTNER, PROVIDER, channel, Permission::Write).await;
    }
    let partner = app.token_of(&user_name(PARTNER)).await;
    let stranger = app.token(STRANGER).await;
    app.add_brand(PROVIDER, 600_009, BrandSettings::default())
        .await;
    let rests = ["", "/2026-03-10", "/2026-03-10/file", "/2026-03-10/xlsx"];
    for rest in rests {
        for token in [&partner, &stranger] {
            let answer = app.send(Method::GET, &path(rest), Some(token), None).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{rest}");
            assert_eq!(answer.codes(), ["H353"], "{rest}");
        }
    }
    app.directory
        .set_agreement_control(PartnerCode(PARTNER), BrandCode(PROVIDER), true)
        .await
        .unwrap();
    for rest in rests {
        let path = path(rest);
        let answer = app.send(Method::GET, &path, Some(&partner), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{rest}");
    }
    // Another brand of the same provider has no days.
    let answer = app.get(PROVIDER, "/izin/v1/brands/600009/days").await;
    assert_eq!(answer.json(), json!({"total": 0, "days": []}));
}
