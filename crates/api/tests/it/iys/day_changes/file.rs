//! `…/changes/{reportDate}/file`.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::partner::{PartnerCode, Permission};
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ConsentKey, RecipientType, Seq, Source, Status, Timestamp,
};
use registry::contract::reconciliation::HEADER;
use registry::limits::FILES_MAX;
use sha2::{Digest as _, Sha384};

use super::{AFTER, DAY, MAIL, PARTNER, PHONE, approve, close, file, record_at, text, word};
use crate::app::{App, PROVIDER, STRANGER, brand_path, start};
use crate::iys::brands::{add_partner, grant};
use crate::iys::retailers::{refuses_strangers, submit};

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
    assert!(answer.bytes.len() > registry::contract::reconciliation::PIECE_BYTES);
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
async fn files_refuse_strangers() {
    refuses_strangers(Method::GET, "/changes/2026-03-09/file", None).await;
}

#[tokio::test]
async fn another_brands_movements_are_in_no_file_but_its_own() {
    let app = App::new().await;
    approve(&app, STRANGER, MAIL).await;
    approve(&app, PROVIDER, PHONE).await;
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 2);
    let own = text(&file(&app, DAY).await);
    assert!(own.contains(PHONE) && !own.contains(MAIL));
}

#[tokio::test]
async fn too_many_files_of_one_party_at_once_are_h124_and_others_get_theirs() {
    let app = App::new().await;
    approve(&app, PROVIDER, PHONE).await;
    approve(&app, STRANGER, MAIL).await;
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
    let path = format!("/sps/{STRANGER}/brands/{STRANGER}/changes/{DAY}/file");
    assert_eq!(app.get(STRANGER, &path).await.status, StatusCode::OK);
    unread.pop();
    assert_eq!(app.send_request(request()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_that_is_not_what_its_digest_says_is_not_given() {
    let app = App::new().await;
    let refused = word(PHONE, Status::Refusal, Source::RegistryWeb);
    submit(&app, PROVIDER, refused).await;
    approve(&app, PROVIDER, MAIL).await;
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

/// More than one piece of a file.
const MANY: usize = 1_200;

#[tokio::test]
async fn a_file_that_is_being_sent_ends_with_its_partners_reconciliation() {
    for withdrawn in ["nothing", "reconciliation", "grant"] {
        let app = App::new().await;
        for person in 0..MANY {
            approve(&app, PROVIDER, &format!("kisi{person}@ornek.example")).await;
        }
        app.set_clock(AFTER);
        assert_eq!(close(&app).await, 1);
        let (partner, brand) = (PartnerCode(PARTNER), BrandCode(PROVIDER));
        add_partner(&app, PARTNER, true).await;
        grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Read).await;
        let control = |on| app.directory.set_agreement_control(partner, brand, on);
        control(true).await.unwrap();
        let request = Request::get(brand_path(PROVIDER, &format!("/changes/{DAY}/file")))
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", app.token(PARTNER).await),
            )
            .body(Body::empty())
            .unwrap();
        let response = app.respond(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        match withdrawn {
            "reconciliation" => control(false).await.unwrap(),
            "grant" => {
                let ended = app.directory.revoke(partner, brand, Channel::Text, start());
                assert!(ended.await.unwrap());
            }
            _ => {}
        }
        let whole = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        assert_eq!(whole.is_ok(), withdrawn == "nothing", "{withdrawn}");
    }
}
