//! `…/agreements/{reportDate}` and its time stamp.

mod closing;

use std::sync::Mutex;

use axum::http::{Method, StatusCode, header};
use domain::{Source, Status};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use registry::contract::reconciliation::{DayStamper, StampFailure, StampRound};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

use super::day_changes::{AFTER, DAY, PHONE, approve, close, closed, file, over, record_at, word};
use super::retailers::refuses_strangers;
use crate::app::{Answer, App, PROVIDER, STRANGER, brand_path};

fn path(rest: &str) -> String {
    brand_path(PROVIDER, &format!("/agreements/{rest}"))
}

async fn agreement(app: &App, date: &str) -> Answer {
    app.get(PROVIDER, &path(date)).await
}

async fn agree(app: &App, date: &str, body: Value) -> Answer {
    let token = app.token(PROVIDER).await;
    app.send(Method::PUT, &path(date), Some(&token), Some(body))
        .await
}

fn unmade(status: &str) -> Value {
    json!({"processStatus": status, "hashMethod": "SHA-384", "agreementStatus": false})
}

/// An authority that answers with the digest it was asked about, or is down.
#[derive(Default)]
struct Authority {
    down: bool,
    answer_bytes: Option<usize>,
    asked: Mutex<Vec<[u8; 48]>>,
}

impl DayStamper for Authority {
    fn stamp<'a>(&'a self, digest: &'a [u8; 48]) -> BoxFuture<'a, Result<Vec<u8>, StampFailure>> {
        self.asked.lock().unwrap().push(*digest);
        let answer = if self.down {
            Err(StampFailure("down".to_owned()))
        } else {
            Ok(self
                .answer_bytes
                .map_or(digest.to_vec(), |len| vec![7; len]))
        };
        async { answer }.boxed()
    }
}

#[tokio::test]
async fn a_day_is_queued_then_completed_then_agreed_to() {
    let app = over().await;
    assert_eq!(agreement(&app, DAY).await.json(), unmade("queued"));
    close(&app).await;
    let digest = Sha384::digest(&file(&app, DAY).await.bytes);
    let digest = hex::encode(digest);
    let completed = |agreed| {
        json!({"processStatus": "completed", "hashValue": digest, "hashMethod": "SHA-384",
            "agreementStatus": agreed})
    };
    let answer = agreement(&app, DAY).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), completed(false));
    for _ in 0..2 {
        let answer = agree(&app, DAY, json!({"agreementStatus": true})).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json(), json!({"agreementCaptured": true}));
        assert_eq!(agreement(&app, DAY).await.json(), completed(true));
    }
}

#[tokio::test]
async fn nothing_but_true_can_be_said() {
    let app = closed().await;
    let before = agreement(&app, DAY).await.json();
    for body in [
        json!({"agreementStatus": false}),
        json!({"agreementStatus": "true"}),
        json!({"agreementStatus": null}),
        json!({"agreementstatus": true}),
        json!({}),
        json!([true]),
        json!(true),
    ] {
        let answer = agree(&app, DAY, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let expected = json!({"errors": [{"code": "H512", "location": ["agreementStatus"],
            "message": "false kabul edilemedi. İzin verilen değerler: true"}]});
        assert_eq!(answer.json(), expected, "{body}");
    }
    assert_eq!(agreement(&app, DAY).await.json(), before);
}

#[tokio::test]
async fn an_agreement_that_is_no_json_is_h014() {
    let app = closed().await;
    let request = axum::http::Request::put(path(DAY))
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(PROVIDER).await),
        )
        .body(axum::body::Body::from("agreementStatus=true"))
        .unwrap();
    let answer = app.send_request(request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H014"]);
    assert_eq!(agreement(&app, DAY).await.json()["agreementStatus"], false);
}

#[tokio::test]
async fn what_is_not_made_yet_cannot_be_agreed_to() {
    let app = over().await;
    let answer = agree(&app, DAY, json!({"agreementStatus": true})).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.codes(), ["H101"]);
    close(&app).await;
    assert_eq!(agreement(&app, DAY).await.json()["agreementStatus"], false);
}

#[tokio::test]
async fn a_day_without_movements_is_204() {
    let app = App::new().await;
    approve(&app, STRANGER, PHONE).await;
    app.set_clock(AFTER);
    for made in [1, 0] {
        for answer in [
            agreement(&app, DAY).await,
            agree(&app, DAY, json!({"agreementStatus": true})).await,
            agreement(&app, &format!("{DAY}/timestamp")).await,
        ] {
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert!(answer.bytes.is_empty());
        }
        assert_eq!(close(&app).await, made);
    }
}

#[tokio::test]
async fn dates_out_of_range_are_refused_before_the_body_is_looked_at() {
    let app = closed().await;
    for (date, code) in [
        ("11.03.2026", "H501"),
        ("2026-03-11", "H502"),
        ("2026-03-03", "H502"),
    ] {
        for answer in [
            agreement(&app, date).await,
            agreement(&app, &format!("{date}/timestamp")).await,
            agree(&app, date, json!({})).await,
        ] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{date}");
            assert_eq!(answer.codes(), [code], "{date}");
            let error = &answer.json()["errors"][0];
            assert_eq!(error["location"], json!(["reportDate"]));
            assert_eq!(error["value"], date);
        }
    }
}

#[tokio::test]
async fn asking_refuses_strangers() {
    refuses_strangers(Method::GET, "/agreements/2026-03-09", None).await;
}

#[tokio::test]
async fn agreeing_refuses_strangers() {
    let body = json!({"agreementStatus": true});
    refuses_strangers(Method::PUT, "/agreements/2026-03-09", Some(body)).await;
}

#[tokio::test]
async fn time_stamps_refuse_strangers() {
    refuses_strangers(Method::GET, "/agreements/2026-03-09/timestamp", None).await;
}

#[tokio::test]
async fn a_stranger_agrees_to_nothing() {
    let app = closed().await;
    let token = app.token(STRANGER).await;
    let body = Some(json!({"agreementStatus": true}));
    let answer = app.send(Method::PUT, &path(DAY), Some(&token), body).await;
    assert_eq!(answer.codes(), ["H353"]);
    assert_eq!(agreement(&app, DAY).await.json()["agreementStatus"], false);
}

#[tokio::test]
async fn the_time_stamp_is_given_as_the_authority_gave_it() {
    let app = closed().await;
    let stamp = async || app.get(PROVIDER, &path(&format!("{DAY}/timestamp"))).await;
    assert_eq!(stamp().await.status, StatusCode::NO_CONTENT);
    let authority = Authority::default();
    let round = app
        .registry
        .contract()
        .stamp_days_once(&authority)
        .await
        .unwrap();
    assert_eq!((round.stamped, round.failed), (1, false));
    let answer = stamp().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/plain");
    let digest = Sha384::digest(&file(&app, DAY).await.bytes);
    assert_eq!(answer.bytes, digest.as_slice());
    // Once is enough.
    let round = app
        .registry
        .contract()
        .stamp_days_once(&authority)
        .await
        .unwrap();
    assert_eq!(round, StampRound::default());
    assert_eq!(authority.asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_authority_that_is_down_is_asked_again_after_a_while() {
    let app = App::new().await;
    for brand in [PROVIDER, STRANGER] {
        approve(&app, brand, PHONE).await;
    }
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 2);
    let down = Authority {
        down: true,
        ..Authority::default()
    };
    // A failure ends the round; the next one asks about the other day.
    for asked in 1..=2 {
        let round = app
            .registry
            .contract()
            .stamp_days_once(&down)
            .await
            .unwrap();
        assert_eq!((round.stamped, round.failed), (0, true));
        assert_eq!(down.asked.lock().unwrap().len(), asked);
    }
    let round = app
        .registry
        .contract()
        .stamp_days_once(&down)
        .await
        .unwrap();
    assert_eq!(round, StampRound::default());
    app.pass(60);
    let up = Authority::default();
    let round = app.registry.contract().stamp_days_once(&up).await.unwrap();
    assert_eq!((round.stamped, round.failed), (2, false));
}

#[tokio::test]
async fn an_answer_of_no_or_too_many_bytes_is_no_time_stamp() {
    let app = closed().await;
    for len in [0, 64 * 1024 + 1] {
        let odd = Authority {
            answer_bytes: Some(len),
            ..Authority::default()
        };
        let round = app.registry.contract().stamp_days_once(&odd).await.unwrap();
        assert_eq!((round.stamped, round.failed), (0, true));
        let answer = agreement(&app, &format!("{DAY}/timestamp")).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        app.pass(3_600);
    }
}
