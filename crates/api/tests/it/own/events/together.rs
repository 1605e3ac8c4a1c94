//! The ways in which a brand learns of its movements tell the same.

use axum::http::StatusCode;
use domain::{Channel, Source, Status};
use serde_json::{Value, json};

use super::Client;
use crate::app::{OPEN_BRAND, PROVIDER, brand_path};
use crate::iys::day_changes::{close, word};
use crate::iys::push::endpoint::{Endpoint, Mood, Pushing};
use crate::iys::retailers::submit;

const MAIL: &str = "ayse@ornek.example";

/// What all of them say of a movement: its number first.
fn said(movement: &Value) -> Vec<String> {
    [
        "transactionId",
        "creationDate",
        "recipient",
        "recipientType",
        "type",
        "status",
        "consentDate",
        "source",
    ]
    .map(|name| movement[name].as_str().unwrap_or_default().to_owned())
    .to_vec()
}

fn sorted(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.sort();
    rows
}

#[tokio::test]
async fn feed_webhook_events_and_daily_file_of_a_day_agree_row_by_row() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let app = &pushing.app;
    let connections: Vec<Value> = Channel::ALL
        .iter()
        .map(|channel| {
            json!({"url": endpoint.url, "type": channel.as_wire(), "username": "u", "password": "p"})
        })
        .collect();
    assert_eq!(pushing.register(&connections).await.0, StatusCode::OK);
    for number in 0..40 {
        let phone = format!("+90532555{number:04}");
        for (status, source) in [
            (Status::Approval, Source::RegistryWeb),
            (Status::Refusal, Source::RegistryText),
        ] {
            submit(app, OPEN_BRAND, word(&phone, status, source)).await;
        }
        submit(
            app,
            OPEN_BRAND,
            word(
                &format!("kisi{number}@ornek.example"),
                Status::Approval,
                Source::Web,
            ),
        )
        .await;
        app.pass(1);
    }
    submit(
        app,
        OPEN_BRAND,
        word(MAIL, Status::Approval, Source::RegistryWeb),
    )
    .await;
    let recipients = 81;
    while pushing.deliver().await.more {}
    app.pass(3_600);
    let feed = async |source: &str| -> Vec<Vec<String>> {
        let path = brand_path(OPEN_BRAND, &format!("/consents/changes?source={source}"));
        let body = app.get(PROVIDER, &path).await.json();
        body["list"].as_array().unwrap().iter().map(said).collect()
    };
    let (theirs, own) = (feed("IYS").await, feed("HS").await);
    assert_eq!((theirs.len(), own.len()), (recipients, 40));

    let mut client = Client::at(app, OPEN_BRAND, "").await;
    let events = client.events(recipients).await;
    let events: Vec<_> = events.iter().map(|event| said(&event.data)).collect();
    assert_eq!(events, theirs);
    let mut client = Client::at(app, OPEN_BRAND, "?source=HS").await;
    let events = client.events(own.len()).await;
    let events: Vec<_> = events.iter().map(|event| said(&event.data)).collect();
    assert_eq!(events, own);

    let posts = endpoint.taken();
    let pushed: Vec<_> = posts
        .iter()
        .flat_map(|post| post["list"].as_array().unwrap())
        .filter(|movement| movement["brandCode"] == OPEN_BRAND)
        .map(said)
        .collect();
    assert_eq!(sorted(pushed), sorted(theirs.clone()));

    app.set_clock("2026-03-11 00:01:00");
    close(app).await;
    let path = format!("/izin/v1/brands/{OPEN_BRAND}/days/2026-03-10/file");
    let file = app.get(PROVIDER, &path).await;
    let lines = file.text().lines().skip(1);
    let rows = lines.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let order = [1, 0, 2, 3, 4, 5, 6, 7].map(|place: usize| cells[place].to_owned());
        order.to_vec()
    });
    assert_eq!(sorted(rows.collect()), sorted([theirs, own].concat()));
}
