//! Requests generated from the OpenAPI document, right and wrong ones, against the whole interface: none
//! makes it fail, and each answer is one that the document has, its body and its codes included.

mod answers;
mod requests;
mod schema;

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use directory::gateway::GatewayKind;
use directory::intermediary::IntermediaryCode;
use serde_json::Value;

use self::answers::Answers;
use self::requests::{Callers, Requests};
use crate::app::{App, OPEN_BRAND, PROVIDER, start};
use crate::iys::brands::{add_partner, grant};
use crate::iys::retailers::{add_retailer, record};
use crate::own::check::{INTERMEDIARY, INTERMEDIARY_USER, basic, intermediary};
use crate::own::texts::gateway;

/// How many requests are made for each operation of the document.
const REQUESTS: u64 = 60;
/// The partner that asks.
const PARTNER: u32 = 800_001;

fn document() -> Value {
    serde_json::from_str(&api::openapi().to_json().unwrap()).unwrap()
}

/// A registry with somebody of each kind, and something to find.
async fn app() -> (App, Callers) {
    let app = App::new().await;
    intermediary(&app, true).await;
    app.directory
        .name_line_reporter(IntermediaryCode(INTERMEDIARY), start())
        .await
        .unwrap();
    add_partner(&app, PARTNER, true).await;
    let running = crate::iys::integrator::subscription(
        PARTNER,
        directory::subscription::SubscriptionStatus::Active,
    );
    app.directory.set_subscription(&running).await.unwrap();
    let write = directory::partner::Permission::Write;
    grant(&app, PARTNER, OPEN_BRAND, domain::Channel::Text, write).await;
    let retailer = add_retailer(&app, OPEN_BRAND, 1).await;
    record(&app, OPEN_BRAND, "+905321234567", &[retailer]).await;
    app.stamp().await;
    let bearer = |token: String| format!("Bearer {token}");
    let callers = Callers {
        token: bearer(app.token(PROVIDER).await),
        partner: bearer(app.token(PARTNER).await),
        password: basic(INTERMEDIARY_USER),
        texts: bearer(gateway(&app, "texts", GatewayKind::Text, true).await),
        voice: bearer(gateway(&app, "voice", GatewayKind::Voice, true).await),
        retailer,
    };
    (app, callers)
}

#[tokio::test]
async fn no_generated_request_makes_it_fail_and_every_answer_is_in_the_document() {
    let document = document();
    let (app, callers) = app().await;
    let requests = Requests::new(&document, callers);
    let answers = Answers::new(&document);
    let mut faults = BTreeMap::new();
    for operation in 0..requests.operations() {
        // The same requests in every run: a fault is one that can be looked at again.
        for seed in 0..REQUESTS {
            let request = requests.make(operation, seed);
            let answer = app.send_request(request.to_http()).await;
            app.work_batches_once().await;
            if let Err(fault) = answers.check(&request.operation, &answer) {
                let kind = format!("{:?} {fault:.60}", request.operation);
                let text = format!("{request:?}: {fault}");
                faults.entry(kind).or_insert(text);
            }
        }
    }
    let told: Vec<_> = faults
        .values()
        .map(|fault| format!("{fault:.1000}"))
        .collect();
    assert!(
        told.is_empty(),
        "{} faults:\n{}",
        told.len(),
        told.join("\n\n")
    );
}

#[tokio::test]
async fn credentials_are_asked_for_exactly_where_the_document_says_so() {
    let app = App::new().await;
    let document = document();
    let schemes = document["components"]["securitySchemes"]
        .as_object()
        .unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let plain = path
                .replace("{iysCode}", &PROVIDER.to_string())
                .replace("{integratorCode}", &PARTNER.to_string())
                .replace("{brandCode}", &OPEN_BRAND.to_string())
                .replace("{reportDate}", "2026-03-09");
            let plain = plain.replace(['{', '}'], "");
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = app.send(method, &plain, None, None).await;
            let security = operation["security"].as_array().unwrap();
            let asked = answer.status == StatusCode::UNAUTHORIZED;
            assert_eq!(asked, !security.is_empty(), "{path}");
            for alternative in security {
                let scheme = alternative.as_object().unwrap().keys().next().unwrap();
                assert!(schemes.contains_key(scheme), "{path} {scheme}");
            }
        }
    }
}
